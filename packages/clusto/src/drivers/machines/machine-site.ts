import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import type { Virsh } from '../../providers/libvirt/virsh.ts';
import type { Device } from '../devices/device.ts';
import { hostOf } from './machine-share.ts';
import { libvirtConnection } from './libvirt-connection.ts';
import { type MachineRecord, readRecord } from './machine-record.ts';
import type { HypervisorKind } from './machine-spec.ts';

/** A machine, the host that it is on or goes to, and the way there. */
export interface MachineSite {
  readonly machine: Device;
  readonly kind: HypervisorKind;
  readonly host: Driver;
  readonly virsh: Virsh;
  readonly record: MachineRecord;
}

/** What another system is asked takes its time, and all other writers would wait for it. @throws OUTSIDE_IN_TRANSACTION */
export function refuseInTransaction(machine: Driver): void {
  if (machine.inventory.isInTransaction) throw failure('OUTSIDE_IN_TRANSACTION', { machine });
}

/**
 * @param given the host, when it is not the one that the machine was placed on
 * @throws OUTSIDE_IN_TRANSACTION, VM_NOT_PLACED, and as `libvirtConnection`
 */
export async function machineSite(machine: Device, kind: HypervisorKind, given?: Driver): Promise<MachineSite> {
  refuseInTransaction(machine);
  const host = given ?? (await hostOf(machine));
  return { machine, kind, host, virsh: await libvirtConnection(host, kind), record: await readRecord(machine) };
}

/** The domain of a machine that exists. @throws MACHINE_NOT_CREATED */
export function existingDomain({ machine, virsh, record: { uuid, domain } }: MachineSite): LibvirtDomain {
  if (uuid === undefined || domain === undefined) throw failure('MACHINE_NOT_CREATED', { machine });
  return new LibvirtDomain(virsh, uuid, domain);
}
