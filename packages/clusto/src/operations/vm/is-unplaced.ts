import { ClustoException } from '../../base/errors.ts';

/** Whether a machine could not be acted on because no host was ever given to it. */
export function isUnplaced(error: unknown): boolean {
  return error instanceof ClustoException && error.code === 'VM_NOT_PLACED';
}
