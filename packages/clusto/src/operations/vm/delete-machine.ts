import { openIntent } from '../../drivers/machines/intent.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import type { Machine } from './find-machine.ts';
import { isUnplaced } from './is-unplaced.ts';
import { closeOrder, recordOrder } from './order.ts';

export interface DeleteOptions extends StepOptions {
  /** The process that deletes it, as `host:pid`. */
  readonly by?: string | undefined;
  readonly message?: string | undefined;
}

/** Removes a machine outside, then its entity with address and place, as one version. What is gone already is no error. */
export async function finishDeletion(
  inventory: Clusto,
  machine: Machine,
  { message = 'vm delete', ...options }: DeleteOptions,
): Promise<void> {
  try {
    await machine.vmDelete(options);
  } catch (error) {
    // without a place there is nothing outside, and nobody who could be asked
    if (!isUnplaced(error)) throw error;
  }
  await inventory.transaction({ message }, () => machine.delete());
}

/**
 * Deletes a machine: on its host, and then in the inventory. What a killed process leaves, `repairMachine` finishes. When
 * it fails before anything was removed, nothing is changed.
 * @throws what the hypervisor says against it
 */
export async function deleteMachine(inventory: Clusto, machine: Machine, options: DeleteOptions = {}): Promise<void> {
  const since = inventory.clock.now().toISOString();
  await inventory.transaction({ message: `vm delete ${machine.name}: begun` }, () =>
    recordOrder(machine, { operation: 'delete', since, by: options.by ?? null }),
  );
  try {
    await finishDeletion(inventory, machine, options);
  } catch (error) {
    if ((await openIntent(machine)) === undefined) await closeOrder(machine);
    throw error;
  }
}
