import { ClustoException, failure } from '../../base/errors.ts';
import { openIntent } from '../../drivers/machines/intent.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import type { Machine } from './find-machine.ts';
import type { MachinePlan } from './machine-plan.ts';
import { closeOrder } from './order.ts';
import { type RecordedMachine, recordMachine, type RecordOptions, takeBack } from './record-machine.ts';

export interface CreateOptions extends RecordOptions, Pick<StepOptions, 'signal'> {
  readonly onStep?: ((machine: string, step: string) => void) | undefined;
  /** Leaves what was recorded when the rest fails, to be created again. */
  readonly keep?: boolean | undefined;
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** What another system, or a driver in its name, has refused; anything else is a mistake or the database. */
function isRefusal(error: unknown): boolean {
  return error instanceof ClustoException && !/^(?:Store|Transaction)Exception$/.test(error.name);
}

/**
 * Removes what was made outside, then what was recorded.
 * @returns what was given back, in a phrase
 * @throws what the hypervisor says against it; then it stays recorded
 */
export async function undoCreation(
  inventory: Clusto,
  { machine, order }: RecordedMachine,
  options: StepOptions,
): Promise<string> {
  // what the driver could not take back by itself is still its intent
  if (await openIntent(machine)) await machine.vmRepair({ ...options, undo: true });
  await machine.vmDelete(options);
  return takeBack(inventory, machine, order.recorded);
}

/** Undoes a creation that failed, as far as that goes. @returns what became of it, in a phrase */
async function undo(inventory: Clusto, recorded: RecordedMachine, options: StepOptions): Promise<string> {
  try {
    // not under the signal, which may be what has stopped it
    return await undoCreation(inventory, recorded, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return `it could not be undone (${told(error)}) and stays recorded for \`clusto vm repair\``;
  }
}

async function keepRecorded(machine: Machine): Promise<string> {
  if ((await openIntent(machine)) === undefined) await closeOrder(machine);
  return 'what was recorded stays';
}

/**
 * Makes a machine that is recorded be there outside, and starts it if that was ordered. A step that is done is no error.
 */
export async function carryOut({ machine, order }: RecordedMachine, options: StepOptions): Promise<void> {
  await machine.vmCreate(options);
  if (order.start) await machine.vmStart(options);
  await closeOrder(machine);
}

/**
 * Creates a machine (behaviour spec section 19.3): everything is recorded as one version, then the machine is made on its
 * host, and started if that is asked. It is there as a whole afterwards, or not at all: a failure, or the signal, undoes
 * what was made outside and what was recorded. What a killed process leaves, `repairMachine` finishes or undoes.
 * @throws as `recordMachine`; MACHINE_CREATION_FAILED, INTERRUPTED with what was undone
 */
export async function createMachine(
  inventory: Clusto,
  plan: MachinePlan,
  { onStep, signal, keep = false, ...record }: CreateOptions = {},
): Promise<Machine> {
  const isStopped = (): boolean => signal?.aborted === true;
  if (isStopped()) throw failure('INTERRUPTED', { action: 'creating a machine, which was not begun' });
  const recorded = await recordMachine(inventory, plan, record);
  const { machine } = recorded;
  const report = (step: string): void => onStep?.(machine.name, step);
  try {
    await carryOut(recorded, { onStep: report, signal });
    return machine;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const undone = keep
      ? await keepRecorded(machine)
      : await undo(inventory, recorded, { onStep: (step) => report(`undo: ${step}`) });
    if (isStopped()) throw failure('INTERRUPTED', { action: `creating ${machine.name}; ${undone}` }, error);
    throw failure('MACHINE_CREATION_FAILED', { machine: machine.name, reason: told(error), undone }, error);
  }
}
