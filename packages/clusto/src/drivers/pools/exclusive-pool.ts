import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { Pool } from './pool.ts';

/** A pool whose members are in no other pool, not even through one of their pools (behaviour spec section 7). */
export class ExclusivePool extends Pool {
  static override readonly driverName: string = 'exclusive_pool';
  static override readonly isExclusive: boolean = true;

  /** @throws POOL_MEMBER_EXISTS, POOL_EXCLUSIVE_MEMBER, POOL_EXCLUSIVE */
  protected override async checkInsert(thing: Driver): Promise<void> {
    await super.checkInsert(thing);
    const pools = await Pool.getPools(this.present(thing));
    if (pools.length > 0) throw failure('POOL_EXCLUSIVE', { thing, pool: this, pools });
  }
}
