import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';

/** What is outside takes its time, and all other writers would wait for it. @throws OUTSIDE_IN_TRANSACTION */
export function refuseInTransaction(thing: Driver): void {
  if (thing.inventory.isInTransaction) throw failure('OUTSIDE_IN_TRANSACTION', { machine: thing });
}
