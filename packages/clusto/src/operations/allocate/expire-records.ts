import { type Inventory } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';
import { AllocationBook } from './allocation-book.ts';
import { giveBack } from './give-back.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];

/**
 * Gives back everything of the reservations whose time is over. No rule stands against it: everyone who writes waits for
 * it, and whoever made the reservation has been told when it ends.
 * @param numbers those of the records
 */
export async function expireRecords(inventory: Session, writer: Writer, numbers: readonly number[]): Promise<void> {
  const book = new AllocationBook(inventory);
  for (const number of numbers) {
    const record = await book.byNumber(number);
    if (record === undefined) continue;
    await writer.endAttributes(record.rows.slice(0, 1));
    for (const { server, given } of record.servers)
      await giveBack(inventory, server, given, { remove: ({ id }) => writer.deleteEntity(id) });
  }
}
