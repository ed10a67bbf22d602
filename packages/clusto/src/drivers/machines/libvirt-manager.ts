import { StoragePool } from '../../providers/libvirt/storage-pool.ts';
import type { Driver } from '../../inventory/driver.ts';
import { adoptMachine } from './adopt-machine.ts';
import type { HostObserver } from './host-observer.ts';
import { libvirtConnection } from './libvirt-connection.ts';
import { refuseInTransaction } from './machine-site.ts';
import {
  hypervisorKindOf,
  observeHost,
  type ObservedHost,
  type ObservedMachine,
  type ObservedVolume,
} from './observe-host.ts';
import type { StepOptions } from './virtual-machine.ts';
import { VMManager } from './vm-manager.ts';

type Control = Pick<StepOptions, 'signal'>;

/** Places machines on hosts that libvirt drives, and can say what is on them. */
export class LibvirtManager extends VMManager implements HostObserver {
  /** @throws HYPERVISOR_UNREACHABLE, HYPERVISOR_DENIED, POOL_MISSING, OUTSIDE_IN_TRANSACTION */
  observeHost(host: Driver, options: Control = {}): Promise<ObservedHost> {
    return observeHost(host, this, options);
  }

  /** @throws HYPERVISOR_UNREACHABLE, HYPERVISOR_DENIED, HYPERVISOR_FAILED, OUTSIDE_IN_TRANSACTION */
  async removeVolume(host: Driver, { pool, name }: ObservedVolume, options: Control = {}): Promise<void> {
    refuseInTransaction(host);
    await new StoragePool(await libvirtConnection(host, hypervisorKindOf(this)), pool).delete(name, options);
  }

  /** @throws NAME_TAKEN, NAME_INVALID, MACHINE_ADOPTED */
  adopt(host: Driver, machine: ObservedMachine): Promise<Driver> {
    return adoptMachine(host, this, machine);
  }
}
