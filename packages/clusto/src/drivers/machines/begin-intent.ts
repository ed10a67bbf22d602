import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { type Intent, openIntent, recordIntent } from './intent.ts';

/** @throws MACHINE_BUSY while an operation of the machine has not come to its end */
export async function requireNoIntent(machine: Driver): Promise<void> {
  const open = await openIntent(machine);
  if (open) throw failure('MACHINE_BUSY', { machine, operation: open.operation, since: open.since });
}

/**
 * Records an intent unless another operation is under way; both, and what `more` writes, in one transaction.
 * @throws MACHINE_BUSY
 */
export async function beginIntent(
  machine: Driver,
  operation: string,
  detail: Intent['detail'],
  more: () => Promise<void> = async () => {},
): Promise<void> {
  await machine.inventory.transaction({ message: `${operation} ${machine.name}: begun` }, async () => {
    await requireNoIntent(machine);
    await more();
    await recordIntent(machine, operation, detail);
  });
}
