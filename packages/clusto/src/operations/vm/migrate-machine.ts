import { failure } from '../../base/errors.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Machine } from './find-machine.ts';

export interface MigrateOptions extends StepOptions {
  /** Also when the host is full or reserved. */
  readonly force?: boolean | undefined;
  /** Copies the disks, where the hosts do not share their storage. */
  readonly copyStorage?: boolean | undefined;
}

interface Movable {
  vmMigrate(to: Driver, options: Omit<MigrateOptions, 'force'>): Promise<void>;
}

const isMovable = (machine: Machine): machine is Machine & Movable =>
  typeof Reflect.get(machine, 'vmMigrate') === 'function';

/**
 * Moves a machine to another host: a place there is reserved, the hypervisors move it, then it has its place there and no
 * other. When they fail, it stays where it is.
 * @param host chosen by the manager when it is left out
 * @returns the host where it is now
 * @throws NOT_SUPPORTED, VM_NOT_PLACED, VM_NO_HOST, VM_HOST_FULL, VM_HOST_FOREIGN, and what the hypervisors say against it
 */
export async function migrateMachine(
  machine: Machine,
  host: string | undefined,
  { force, ...options }: MigrateOptions = {},
): Promise<Driver> {
  if (!isMovable(machine)) throw failure('NOT_SUPPORTED', { thing: machine, action: 'be moved to another host' });
  const share = await shareOf(machine);
  if (!(share?.manager instanceof VMManager)) throw failure('VM_NOT_PLACED', { machine });
  const { manager } = share;
  const { to } = await manager.beginMove(machine, host, { force });
  try {
    await machine.vmMigrate(to, options);
  } catch (error) {
    await manager.cancelMove(machine);
    throw error;
  }
  return manager.endMove(machine);
}
