import { type Session } from '../../inventory/session.ts';

/** The name of the pool of free servers: the setting `allocate.pool`, as the original unless it says otherwise. */
export function freePool(inventory: Session): string {
  const { pool } = inventory.settings('allocate');
  return typeof pool === 'string' ? pool : 'unallocated';
}
