import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { AllocationBook } from './allocation-book.ts';
import { deallocate, type DeallocateParams } from './deallocate.ts';
import { type Returned } from './give-back.ts';

/**
 * Ends a reservation before its time, as one version.
 * @throws HOLD_UNKNOWN, also for what is for good, and as `deallocate`
 */
export function endHold(inventory: Session, key: string, params: DeallocateParams = {}): Promise<Returned[]> {
  return inventory.write(async () => {
    const record = await new AllocationBook(inventory).byKey(key);
    if (record === undefined || record.until === null) throw failure('HOLD_UNKNOWN', { key });
    return deallocate(
      inventory,
      record.servers.map(({ server }) => server),
      params,
    );
  });
}
