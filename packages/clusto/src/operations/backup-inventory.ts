import { clustoVersion } from '../base/clusto-version.ts';
import { requireWhole } from './access/require-right.ts';
import { type Clusto } from './clusto.ts';

/**
 * The text of a backup: everything with its history, and who may do what, as it is at one moment while others write on. What is secret
 * in it is sealed.
 * @throws FORBIDDEN
 */
export function backupInventory(clusto: Clusto): AsyncIterable<string> {
  requireWhole(clusto, 'admin');
  return clusto.backup(clustoVersion(), () => undefined);
}
