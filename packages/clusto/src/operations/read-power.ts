import { failure } from '../base/errors.ts';
import { Device } from '../drivers/devices/device.ts';
import { isVirtualMachine, type MachineState, type VirtualMachine } from '../drivers/machines/virtual-machine.ts';
import { type PowerReading } from '../drivers/power/power-source.ts';
import { type PowerStatus } from '../drivers/power/power-status.ts';
import { type Driver } from '../inventory/driver.ts';
import { type PlanPowerOptions } from './plan-power.ts';
import { type Settled, settleAll } from './settle-all.ts';

/** Asks whether things have power. */
export function readPower(things: readonly Driver[], options: PlanPowerOptions = {}): Promise<Settled<PowerStatus>[]> {
  return settleAll(things, async (thing) => {
    if (isVirtualMachine(thing)) return hypervisorStatus(thing, options);
    if (thing instanceof Device) return thing.powerState(options);
    throw failure('NOT_SUPPORTED', { thing, action: 'tell whether it has power' });
  });
}

const powerOf: Partial<Record<MachineState, PowerReading['state']>> = { running: 'on', stopped: 'off', absent: 'off' };

async function hypervisorStatus(thing: Driver & VirtualMachine, { signal }: PlanPowerOptions): Promise<PowerStatus> {
  const { state: machine, detail } = await thing.vmStatus({ signal });
  const state = powerOf[machine] ?? 'unknown';
  return { state, means: 'hypervisor', readings: [{ source: `${thing.name} by its hypervisor`, state, detail }] };
}
