import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { findDriver } from './find-driver.ts';
import { findPool } from './find-pool.ts';

export interface ListParams {
  readonly type?: string | undefined;
  /** Driver name or class name; drivers that extend it count too. */
  readonly driver?: string | undefined;
  /** What is in all of these, at any depth. */
  readonly pools?: readonly string[] | undefined;
}

/** The entities that are meant, by name. @throws TYPE_UNKNOWN, DRIVER_UNKNOWN, ENTITY_NOT_FOUND, NOT_A_POOL */
export async function listEntities(
  inventory: Clusto,
  { type, driver, pools = [] }: ListParams = {},
): Promise<Driver[]> {
  const drivers = driver === undefined ? undefined : inventory.driverNamesOf(findDriver(inventory, driver));
  const contents = await Promise.all(
    pools.map(async (name) => (await findPool(inventory, name)).contents({ searchChildren: true })),
  );
  const things = await inventory.getEntities({
    ...(type === undefined ? {} : { clustoTypes: [type] }),
    ...(drivers === undefined ? {} : { clustoDrivers: drivers }),
  });
  const inPools = contents.map((members) => new Set(members.map(({ id }) => id)));
  return things
    .filter(({ id }) => inPools.every((ids) => ids.has(id)))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
