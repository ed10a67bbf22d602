import { isSecretText } from '../base/secret.ts';
import { readSecret } from '../inventory/read-secret.ts';
import { type Clusto } from '../operations/clusto.ts';
import { loadConfig } from './config.ts';
import { auditEvent } from './open-audit.ts';
import { type GlobalOptions } from './options.ts';

/** A value that may be a secret, with the name by which the audit log has it. */
export interface Concealed {
  readonly name: string;
  readonly value: unknown;
}

const isSecret = ({ value }: Concealed): boolean => typeof value === 'string' && isSecretText(value);

/**
 * The values with secrets as they are, in the same order. That they are shown is recorded before they are opened.
 * @throws AUDIT_UNWRITABLE, SECRET_KEY_OTHER, SECRET_KEY_INVALID, SECRET_UNREADABLE
 */
export async function revealSecrets(
  clusto: Clusto,
  options: GlobalOptions,
  concealed: readonly Concealed[],
): Promise<unknown[]> {
  const attributes = concealed.filter(isSecret).map(({ name }) => name);
  if (attributes.length > 0) auditEvent(await loadConfig(options, process.env), { event: 'reveal', attributes });
  return concealed.map((one) => (isSecret(one) ? readSecret(clusto, one.value) : one.value));
}
