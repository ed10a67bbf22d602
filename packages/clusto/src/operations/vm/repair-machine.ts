import { openIntent, machinesWithIntent } from '../../drivers/machines/intent.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import { isVirtualMachine } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import { carryOut, undoCreation } from './create-machine.ts';
import { finishDeletion } from './delete-machine.ts';
import type { Machine } from './find-machine.ts';
import { closeOrder, machinesWithOrder, openOrder } from './order.ts';

/** An operation that has not come to its end. */
export interface Unfinished {
  readonly machine: Machine;
  readonly operation: string;
  readonly since: string;
  /** The process that began it, as `host:pid`, where that is known. */
  readonly by: string | null;
}

/** What is unfinished of one machine. */
export async function unfinishedOf(machine: Machine): Promise<Unfinished | undefined> {
  const order = await openOrder(machine);
  if (order) return { machine, operation: order.operation, since: order.since, by: order.by };
  const intent = await openIntent(machine);
  return intent && { machine, operation: intent.operation, since: intent.since, by: null };
}

/** Every machine with something unfinished, by name. */
export async function unfinishedMachines(inventory: Clusto): Promise<Unfinished[]> {
  const things = [...(await machinesWithOrder(inventory)), ...(await machinesWithIntent(inventory))];
  const machines = [...new Map(things.map((thing) => [thing.id, thing])).values()].filter(isVirtualMachine);
  const unfinished: Unfinished[] = [];
  for (const machine of machines.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const one = await unfinishedOf(machine);
    if (one) unfinished.push(one);
  }
  return unfinished;
}

export interface RepairOptions extends StepOptions {
  /** Undoes it instead; a deletion that has removed something already can only be finished. */
  readonly undo?: boolean | undefined;
}

/**
 * Finishes what was interrupted with a machine, or undoes it; doing so twice is no error.
 * @returns what was done, in a phrase; undefined when nothing was unfinished
 * @throws what the hypervisor says against it; then it is as unfinished as before
 */
export async function repairMachine(
  inventory: Clusto,
  machine: Machine,
  { undo = false, ...options }: RepairOptions = {},
): Promise<string | undefined> {
  const order = await openOrder(machine);
  const intent = await openIntent(machine);
  if (order === undefined) return machine.vmRepair({ ...options, undo });
  if (order.operation === 'delete') {
    if (undo && intent === undefined) {
      await closeOrder(machine);
      return 'the deletion is undone: nothing had been removed';
    }
    if (intent) await machine.vmRepair(options);
    await finishDeletion(inventory, machine, options);
    return 'the deletion is finished';
  }
  if (undo) return `the creation is undone: ${await undoCreation(inventory, { machine, order }, options)}`;
  if (intent) await machine.vmRepair(options);
  await carryOut({ machine, order }, options);
  return `the creation is finished${order.start ? ', and it runs' : ''}`;
}
