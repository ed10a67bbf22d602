import type { Driver } from '../../inventory/driver.ts';
import type { ObservedHost, ObservedMachine, ObservedVolume } from './observe-host.ts';
import type { StepOptions } from './virtual-machine.ts';

type Control = Pick<StepOptions, 'signal'>;

/** A manager that can say what really is on its hosts, and change what clusto knows or does not want there. */
export interface HostObserver {
  /** Asks a host for everything at once. @throws what the hypervisor says against it */
  observeHost(host: Driver, options?: Control): Promise<ObservedHost>;
  /** Deletes a volume of a host; one that is gone is fine. */
  removeVolume(host: Driver, volume: ObservedVolume, options?: Control): Promise<void>;
  /** Takes in a machine that clusto does not know; nothing is changed on the hypervisor. @throws NAME_TAKEN, NAME_INVALID */
  adopt(host: Driver, machine: ObservedMachine): Promise<Driver>;
}

export function isHostObserver(manager: Driver): manager is Driver & HostObserver {
  return ['observeHost', 'removeVolume', 'adopt'].every((name) => typeof Reflect.get(manager, name) === 'function');
}
