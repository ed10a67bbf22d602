import type { Driver } from '../../inventory/driver.ts';

/** How a long operation is followed and interrupted. */
export interface StepOptions {
  /** Told before each step what it does: `volume v1000-root, 20 GB`. */
  readonly onStep?: ((step: string) => void) | undefined;
  /** Interrupts it; what was made so far is undone. */
  readonly signal?: AbortSignal | undefined;
}

export interface StopOptions extends StepOptions {
  /** Cut the power when the guest has not shut down in time. Default: false. */
  readonly force?: boolean | undefined;
  /** How long the guest has to shut down, in milliseconds. Default: 60000. */
  readonly grace?: number | undefined;
}

/** `absent`: the hypervisor does not know the machine. */
export type MachineState =
  | 'running'
  | 'stopped'
  | 'paused'
  | 'starting'
  | 'stopping'
  | 'crashed'
  | 'absent'
  | 'unknown';

export interface MachineStatus {
  readonly state: MachineState;
  /** In the words of the hypervisor: `running (booted)`. */
  readonly detail: string;
}

export interface ConsoleOptions {
  /** Who logs in to the hypervisor or the console server. */
  readonly user?: string | undefined;
}

/**
 * A machine that clusto makes and runs on a hypervisor or in a cloud (behaviour spec section 13). Nothing is made outside
 * within a transaction of the database; every operation that makes or removes something records its intent first, so that
 * `vmRepair` can finish or undo what was interrupted. A step that is done already is no error.
 */
export interface VirtualMachine {
  vmCreate(options?: StepOptions): Promise<void>;
  vmStart(options?: StepOptions): Promise<void>;
  /** Asks the guest to shut down, and waits until it has. @throws MACHINE_STILL_RUNNING */
  vmStop(options?: StopOptions): Promise<void>;
  vmReboot(options?: StepOptions): Promise<void>;
  /** Cuts the power. */
  vmDestroy(options?: StepOptions): Promise<void>;
  /** Removes the machine and its volumes from the hypervisor; the entity and its place on the host stay. */
  vmDelete(options?: StepOptions): Promise<void>;
  vmStatus(options?: StepOptions): Promise<MachineStatus>;
  /** Connects the terminal of the user with the console, until the user leaves it. */
  vmConsole(options?: ConsoleOptions): Promise<void>;
  /**
   * Brings an operation that was interrupted to its end, or undoes it.
   * @returns what was done, in a phrase; undefined when nothing was open
   */
  vmRepair(options?: StepOptions & { readonly undo?: boolean | undefined }): Promise<string | undefined>;
}

/** Whether a thing is a machine that clusto makes and runs. */
export function isVirtualMachine(thing: Driver): thing is Driver & VirtualMachine {
  return ['vmCreate', 'vmStart', 'vmDelete', 'vmRepair'].every(
    (name) => typeof Reflect.get(thing, name) === 'function',
  );
}
