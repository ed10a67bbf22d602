import { failure } from '../../base/errors.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import { rehearse } from '../rehearse.ts';
import type { Machine } from './find-machine.ts';

export interface MigrateOptions extends StepOptions {
  /** Also when the host is full or reserved. */
  readonly force?: boolean | undefined;
  /** Copies the disks, where the hosts do not share their storage. */
  readonly copyStorage?: boolean | undefined;
}

interface Movable {
  /** Moves it on the hypervisors and, in the course of that, its place. */
  vmMigrate(to: Driver, options: MigrateOptions): Promise<void>;
}

const isMovable = (machine: Machine): machine is Machine & Movable =>
  typeof Reflect.get(machine, 'vmMigrate') === 'function';

/**
 * Moves a machine to another host; when that fails, it stays where it is.
 * @param host chosen by the manager as for a new machine when it is left out
 * @throws NOT_SUPPORTED, VM_NOT_PLACED, VM_NO_HOST, VM_HOST_FULL, VM_HOST_FOREIGN, and what the hypervisors say against it
 */
export async function migrateMachine(
  machine: Machine,
  host: string | undefined,
  options: MigrateOptions = {},
): Promise<void> {
  if (!isMovable(machine)) throw failure('NOT_SUPPORTED', { thing: machine, action: 'be moved to another host' });
  const share = await shareOf(machine);
  if (!(share?.manager instanceof VMManager)) throw failure('VM_NOT_PLACED', { machine });
  const { manager } = share;
  // chosen here, and reserved by the machine together with its intent
  const { to } = await rehearse(machine.inventory, () => manager.beginMove(machine, host, { force: options.force }));
  await machine.vmMigrate(to, options);
}
