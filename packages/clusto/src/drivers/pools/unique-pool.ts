import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { Pool, type PoolPlace } from './pool.ts';

/**
 * A pool that shares no member with another of the same driver (behaviour spec section 7). Made to be extended: a server
 * is in one environment and in one team, when each of these is a driver of its own.
 */
export class UniquePool extends Pool {
  static override readonly driverName: string = 'unique_pool';

  /** @throws POOL_MEMBER_EXISTS, POOL_EXCLUSIVE_MEMBER, POOL_UNIQUE */
  protected override checkPlaces(thing: Driver, places: readonly PoolPlace[]): void {
    super.checkPlaces(thing, places);
    const pools = this.poolsAmong(places).filter(({ driver }) => driver === this.driver);
    if (pools.length > 0) throw failure('POOL_UNIQUE', { thing, pools });
  }
}
