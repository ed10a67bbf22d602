import { failure } from '../base/errors.ts';
import { Device } from '../drivers/devices/device.ts';
import { type ConsoleOptions, isVirtualMachine } from '../drivers/machines/virtual-machine.ts';
import { type Driver } from '../inventory/driver.ts';

/**
 * Connects the terminal of the user with the console of a thing, until the user leaves it.
 * @throws NOT_SUPPORTED for what has none, and as `Device.console` and `VirtualMachine.vmConsole`
 */
export async function openConsole(thing: Driver, options: ConsoleOptions = {}): Promise<void> {
  if (isVirtualMachine(thing)) return thing.vmConsole(options);
  if (thing instanceof Device) return void (await thing.console(options));
  throw failure('NOT_SUPPORTED', { thing, action: 'show a console' });
}
