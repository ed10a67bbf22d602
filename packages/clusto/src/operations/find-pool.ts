import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';

/** @throws ENTITY_NOT_FOUND, NOT_A_POOL */
export async function findPool(inventory: Session, name: string): Promise<Driver> {
  const pool = await inventory.getByName(name);
  if (pool.type !== 'pool') throw failure('NOT_A_POOL', { thing: pool });
  return pool;
}
