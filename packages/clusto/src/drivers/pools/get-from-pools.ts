import { failure } from '../../base/errors.ts';
import { Driver, type Inventory, type Kind } from '../../inventory/driver.ts';
import { Pool } from './pool.ts';

export interface GetFromOptions {
  readonly clustoTypes?: readonly Kind[] | undefined;
  readonly clustoDrivers?: readonly Kind[] | undefined;
  /** Also what is in the contents, and so on down. Default true. */
  readonly searchChildren?: boolean | undefined;
}

/** The entities meant, as they are in this view of the inventory. */
async function resolve(inventory: Inventory, given: readonly (Driver | string)[], argument: string): Promise<Driver[]> {
  if (!Array.isArray(given)) throw failure('ARGUMENT_INVALID', { argument, expected: 'a list', value: given });
  const resolved: Driver[] = [];
  for (const one of given as readonly unknown[]) {
    if (typeof one === 'string') resolved.push(await inventory.getByName(one));
    else if (one instanceof Driver)
      resolved.push(inventory.wrap({ id: one.id, name: one.name, type: one.type, driver: one.driver }));
    else throw failure('ARGUMENT_INVALID', { argument, expected: 'a list of entities or their names', value: one });
  }
  return resolved;
}

async function intersection(containers: readonly Driver[], options: GetFromOptions): Promise<Driver[]> {
  const { clustoTypes, clustoDrivers, searchChildren = true } = options;
  const contents: Driver[][] = [];
  for (const container of containers)
    contents.push(await container.contents({ clustoTypes, clustoDrivers, searchChildren }));
  const [first = [], ...others] = contents;
  const inOthers = others.map((things) => new Set(things.map(({ id }) => id)));
  return first.filter(({ id }) => inOthers.every((ids) => ids.has(id)));
}

/**
 * What is in all of the pools, each thing once, in the order of the first pool; nothing without pools.
 * @param pools pools or their names
 * @throws NOT_A_POOL, ENTITY_NOT_FOUND, ARGUMENT_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN
 */
export async function getFromPools(
  inventory: Inventory,
  pools: readonly (Driver | string)[],
  options: GetFromOptions = {},
): Promise<Driver[]> {
  const resolved = await resolve(inventory, pools, 'pools');
  for (const thing of resolved) if (!Pool.isPool(thing)) throw failure('NOT_A_POOL', { thing });
  return intersection(resolved, options);
}

/** The same for containers of every kind. @throws ENTITY_NOT_FOUND, ARGUMENT_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN */
export async function getFromEntities(
  inventory: Inventory,
  entities: readonly (Driver | string)[],
  options: GetFromOptions = {},
): Promise<Driver[]> {
  return intersection(await resolve(inventory, entities, 'entities'), options);
}
