import { Pool } from '../drivers/pools/pool.ts';
import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { findDriver } from './find-driver.ts';

/** Creates a pool of a kind of pool. @throws DRIVER_UNKNOWN, NOT_A_POOL, NAME_INVALID, NAME_TAKEN */
export async function createPool(inventory: Clusto, name: string, driver: string): Promise<Driver> {
  const Kind = findDriver(inventory, driver);
  if (Kind.type !== Pool.type) throw failure('NOT_A_POOL', { thing: Kind });
  return inventory.create(Kind, name);
}
