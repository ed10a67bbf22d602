import type { Driver } from '../../inventory/driver.ts';
import type { MachineState, StepOptions } from './virtual-machine.ts';

/** A machine as its hypervisor knows it. What it does not say is undefined. */
export interface ObservedDomain {
  readonly name: string;
  readonly uuid: string;
  readonly state: MachineState;
  /** In MB. */
  readonly memory?: number | undefined;
  readonly cpucount?: number | undefined;
  /** The MAC addresses of its network cards, in their order. */
  readonly macs?: readonly string[] | undefined;
  /** The names of the volumes that it uses. */
  readonly volumes?: readonly string[] | undefined;
}

/** A volume in the storage of a hypervisor that machines of clusto get theirs from. */
export interface ObservedVolume {
  readonly name: string;
  /** In GB. */
  readonly size: number;
}

/** What is on a hypervisor, whether clusto knows it or not. */
export interface ObservedHost {
  readonly domains: readonly ObservedDomain[];
  readonly volumes: readonly ObservedVolume[];
}

/** A manager that can say what really is on its hosts. */
export interface HostObserver {
  /** Asks a host for everything at once. */
  observeHost(host: Driver, options?: Pick<StepOptions, 'signal'>): Promise<ObservedHost>;
  /** Deletes a volume; one that is gone is fine. */
  removeVolume(host: Driver, volume: string, options?: Pick<StepOptions, 'signal'>): Promise<void>;
}

export function isHostObserver(manager: Driver): manager is Driver & HostObserver {
  return ['observeHost', 'removeVolume'].every((name) => typeof Reflect.get(manager, name) === 'function');
}
