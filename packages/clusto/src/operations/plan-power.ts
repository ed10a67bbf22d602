import { failure } from '../base/errors.ts';
import { Device } from '../drivers/devices/device.ts';
import { isVirtualMachine, type VirtualMachine } from '../drivers/machines/virtual-machine.ts';
import { type PowerMeans, type PowerPlan } from '../drivers/power/power-plan.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Settled, settleAll } from './settle-all.ts';

export interface PlanPowerOptions {
  /** Instead of the means that attributes and cables say. */
  readonly method?: PowerMeans | undefined;
  readonly signal?: AbortSignal | undefined;
}

type PowerAction = PowerPlan['action'];

/** Finds out, by reading only, what an action would do to each of some things. */
export function planPower(
  things: readonly Driver[],
  action: PowerAction,
  options: PlanPowerOptions = {},
): Promise<Settled<PowerPlan>[]> {
  return settleAll(things, async (thing) => {
    if (isVirtualMachine(thing)) return hypervisorPlan(thing, action);
    if (thing instanceof Device) return thing.planPower(action, options);
    throw failure('NOT_SUPPORTED', { thing, action: 'be switched on or off' });
  });
}

type Verb = readonly [call: string, work: (machine: VirtualMachine, signal?: AbortSignal) => Promise<void>];

/** What switching a machine means to its hypervisor: never that it is deleted there. */
const verbs: Readonly<Record<PowerAction, Verb>> = {
  on: ['vmStart()', (machine, signal) => machine.vmStart({ signal })],
  off: ['vmStop({ force: true, grace: 0 })', (machine, signal) => machine.vmStop({ force: true, grace: 0, signal })],
  soft: ['vmStop()', (machine, signal) => machine.vmStop({ signal })],
  reboot: ['vmReboot()', (machine, signal) => machine.vmReboot({ signal })],
};

function hypervisorPlan(thing: Driver & VirtualMachine, action: PowerAction): PowerPlan {
  const [call, work] = verbs[action];
  const step: PowerPlan['steps'][0] = {
    what: `${thing.name} ${action} by its hypervisor`,
    call: { via: 'driver', call: `${thing.name}.${call}` },
    run: (options) => work(thing, options?.signal),
  };
  return { action, means: 'hypervisor', steps: [step] };
}
