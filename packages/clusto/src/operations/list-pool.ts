import { type Clusto } from './clusto.ts';
import { type EntityTerm } from './find-entity.ts';

/** A member of pools, with its addresses. */
export interface PoolMember {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  /** In the order of their text. */
  readonly ips: readonly string[];
}

export interface ListPoolParams {
  /** Also what the members contain, and so on down. */
  readonly recursive?: boolean | undefined;
  readonly type?: string | undefined;
}

/**
 * What is in all of the pools, by name (behaviour spec section 19.1).
 * @throws ENTITY_NOT_FOUND, NOT_A_POOL, TYPE_UNKNOWN
 */
export async function listPool(
  inventory: Clusto,
  pools: readonly EntityTerm[],
  { recursive = false, type }: ListPoolParams = {},
): Promise<PoolMember[]> {
  const things = await inventory.getFromPools(pools, {
    searchChildren: recursive,
    clustoTypes: type === undefined ? undefined : [type],
  });
  const rows = await inventory.reader.attributes({
    entities: things.map(({ id }) => id),
    key: 'ip',
    subkey: 'ipstring',
  });
  const ips = Map.groupBy(rows, ({ entity }) => entity);
  return things
    .map(({ id, name, type: kind, driver }) => ({
      name,
      type: kind,
      driver,
      ips: (ips.get(id) ?? []).flatMap(({ string }) => string ?? []).sort(),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
