import type { Clock } from '../base/clock.ts';
import { Store } from '../store/store.ts';

/**
 * Opens a copy of a database that follows it, such as a replica. It need not be there yet.
 * @param timeout how long it may take to be reached, in milliseconds
 * @throws DSN_INVALID
 */
export function openCopy(dsn: string, clock: Clock, timeout: number): Promise<Store> {
  return Store.open(dsn, { clock, busyTimeout: timeout });
}
