import { failure } from '../../base/errors.ts';
import { Driver, type Inventory, requireThing } from '../../inventory/driver.ts';

/** A container that something is in. */
export type PoolPlace = Parameters<Inventory['wrap']>[0];

/**
 * A group of entities that lends its attributes to its members (behaviour spec section 7). An entity is in a pool once.
 * Pools hold anything, other pools included; racks and places are no pools and do not count in the rules of pools.
 */
export class Pool extends Driver {
  static override readonly driverName: string = 'pool';
  static override readonly type: string = 'pool';
  /** Whether the members are in no other pool. A class that extends an exclusive pool is one too. */
  static readonly isExclusive: boolean = false;

  /** By class, and by type where the driver of a pool is not loaded. */
  static isPool(thing: Driver): boolean {
    return thing instanceof Pool || thing.type === Pool.type;
  }

  /**
   * The pools that a thing is in, longest there first, then the pools of those, and so on; each once.
   * @param allPools false for the pools that it is directly in
   * @throws ARGUMENT_INVALID
   */
  static async getPools(thing: Driver, allPools = true): Promise<Driver[]> {
    const { id, inventory } = requireThing(thing, 'the thing');
    const found = new Map<number, Driver>();
    let level = [id];
    while (level.length > 0) {
      const parents = await Promise.all(level.map((member) => inventory.reader.parents(member)));
      const pools = parents.flat().map((row) => inventory.wrap(row));
      const more = pools.filter((pool) => Pool.isPool(pool) && !found.has(pool.id));
      for (const pool of more) found.set(pool.id, pool);
      level = allPools ? [...new Set(more.map((pool) => pool.id))] : [];
    }
    return [...found.values()];
  }

  /** Whether a thing is directly in this pool. @throws ARGUMENT_INVALID */
  isParent(thing: Driver): Promise<boolean> {
    return this.has(requireThing(thing, 'the thing'));
  }

  /** The present state of a thing, whichever view it was read from. */
  protected present(thing: Driver): Driver {
    const { id, name, type, driver } = requireThing(thing, 'the thing');
    return this.inventory.wrap({ id, name, type, driver });
  }

  /** Of the places of a thing, the pools, each once. */
  protected poolsAmong(places: readonly PoolPlace[]): Driver[] {
    const things = new Map(places.map((row) => [row.id, this.inventory.wrap(row)]));
    return [...things.values()].filter((thing) => Pool.isPool(thing));
  }

  /** @throws POOL_MEMBER_EXISTS, POOL_EXCLUSIVE_MEMBER */
  protected override checkPlaces(thing: Driver, places: readonly PoolPlace[]): void {
    const pools = this.poolsAmong(places);
    if (pools.some((pool) => pool.equals(this))) throw failure('POOL_MEMBER_EXISTS', { thing, pool: this });
    const exclusive = pools.filter((pool) => pool instanceof Pool && (pool.constructor as typeof Pool).isExclusive);
    if (exclusive.length > 0) throw failure('POOL_EXCLUSIVE_MEMBER', { thing, pools: exclusive });
  }
}
