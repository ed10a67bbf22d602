import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { ClustoException, failure } from '../base/errors.ts';
import { type Touch } from '../operations/history/log-versions.ts';
import { type Audit } from '../store/audit.ts';
import { auditedCommand } from './audited-command.ts';

/** What happened; the rest of a line is who, when and by which command. */
export type AuditEvent =
  | {
      readonly event: 'version';
      readonly version: number;
      readonly touched: readonly Touch[];
      readonly touchedCount: number;
    }
  | { readonly event: 'refused'; readonly code: string }
  | { readonly event: 'reveal'; readonly attributes: readonly string[] }
  | { readonly event: 'import' | 'backup' | 'restore'; readonly file: string; readonly dsn: string };

interface Origin {
  readonly time: Date;
  readonly actor: string;
  readonly source: string;
  readonly message: string | null;
}

type Describe = (version: number) => Promise<{ readonly touched: readonly Touch[]; readonly touchedCount: number }>;

/** The audit log: one JSON value in each line, appended to a file that its owner alone may read. */
export class AuditFile implements Audit {
  readonly #file: string;
  readonly #command: readonly string[] | undefined;
  /** Says what a version did, once the inventory is open. */
  describe: Describe = async () => ({ touched: [], touchedCount: 0 });

  /** @param args the command line, where there is one */
  constructor(file: string, args: readonly string[] | undefined) {
    this.#file = file;
    this.#command = args === undefined ? undefined : auditedCommand(args);
  }

  #append(text: string): void {
    // opened each time: the file may have been moved away by what rotates logs
    const handle = openSync(this.#file, 'a', 0o600);
    try {
      if (text === '') return;
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }

  /** @throws AUDIT_UNWRITABLE: nothing has been written then */
  prepare(): void {
    try {
      this.#append('');
    } catch (error) {
      throw failure('AUDIT_UNWRITABLE', { file: this.#file, reason: (error as Error).message }, error);
    }
  }

  /** @throws AUDIT_UNWRITABLE */
  record(event: AuditEvent, { time, actor, source, message }: Origin): void {
    const command = this.#command === undefined ? {} : { command: this.#command };
    try {
      this.#append(`${JSON.stringify({ time: time.toISOString(), actor, source, message, ...command, ...event })}\n`);
    } catch (error) {
      throw failure('AUDIT_UNWRITABLE', { file: this.#file, reason: (error as Error).message }, error);
    }
  }

  /** @throws AUDIT_INCOMPLETE: the version stands, and the file does not have it */
  async committed(version: Parameters<Audit['committed']>[0]): Promise<void> {
    const { number, time, ...note } = version;
    try {
      const { touched, touchedCount } = await this.describe(number);
      this.record({ event: 'version', version: number, touched, touchedCount }, { time: new Date(time), ...note });
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/\.$/, '') : error;
      throw failure('AUDIT_INCOMPLETE', { version: number, reason }, error);
    }
  }

  refused(note: Parameters<Audit['refused']>[0], error: unknown): void {
    // what is thrown to end a rehearsal is nobody's business
    if (!(error instanceof ClustoException) || error.code === 'AUDIT_UNWRITABLE' || error.code === 'AUDIT_INCOMPLETE')
      return;
    this.record({ event: 'refused', code: error.code }, { time: new Date(), ...note });
  }
}
