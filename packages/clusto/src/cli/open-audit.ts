import { type Config } from './config.ts';
import { AuditFile, type AuditEvent } from './audit-file.ts';

/** The audit log of a program, where the configuration names one. @param source `library` has no command line of clusto */
export function openAudit({ auditFile }: Config, source: string): AuditFile | undefined {
  if (auditFile === undefined) return undefined;
  return new AuditFile(auditFile, source === 'library' ? undefined : process.argv.slice(2));
}

/** Notes what the command line does beside versions, before it does so. @throws AUDIT_UNWRITABLE */
export function auditEvent(config: Config, event: AuditEvent): void {
  const origin = { time: new Date(), actor: config.actor, source: 'cli', message: null };
  openAudit(config, 'cli')?.record(event, origin);
}

/** The same as an option of a store. */
export function withAudit(config: Config, source: string): { audit?: AuditFile } {
  const audit = openAudit(config, source);
  return audit === undefined ? {} : { audit };
}
