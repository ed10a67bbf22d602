import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { type Allocation } from './allocation.ts';
import { AllocationBook, allocationOf } from './allocation-book.ts';

/**
 * Makes a reservation be for good, as one version. One that is for good already stays so, and nothing is written.
 * @throws HOLD_UNKNOWN, also when its time is over
 */
export function confirmHold(inventory: Session, key: string): Promise<Allocation> {
  return inventory.write(async (writer) => {
    const book = new AllocationBook(inventory);
    const record = await book.byKey(key);
    if (record === undefined) throw failure('HOLD_UNKNOWN', { key });
    if (record.until !== null) await book.keep(writer, record);
    return allocationOf({ ...record, until: null }, record.until === null);
  });
}
