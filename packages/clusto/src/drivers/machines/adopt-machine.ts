import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { KVMVirtualServer } from './kvm-virtual-server.ts';
import type { LibvirtServer } from './libvirt-server.ts';
import { writeRecord } from './machine-record.ts';
import { hypervisorKindOf, type ObservedMachine } from './observe-host.ts';
import type { VMManager } from './vm-manager.ts';
import { XenVirtualServer } from './xen-virtual-server.ts';

/** The entity of the machine that a hypervisor knows by a UUID, if clusto made or adopted it. */
export async function machineOfUuid(inventory: Driver['inventory'], uuid: string): Promise<Driver | undefined> {
  const [machine] = await inventory.getByAttr({ key: 'machine', subkey: 'uuid', value: uuid });
  return machine;
}

/**
 * Takes a machine that a hypervisor runs into the inventory: an entity with the sizes, MAC addresses and volumes that it
 * has, placed on the host even when that is full. Nothing is changed on the hypervisor. From then on the volumes are the
 * machine's own: deleting it deletes them.
 * @param name of the entity; the name on the hypervisor when left out
 * @throws NAME_TAKEN, NAME_INVALID, VM_HOST_FOREIGN, MACHINE_ADOPTED for one that has an entity already
 */
export async function adoptMachine(
  host: Driver,
  manager: VMManager,
  observed: ObservedMachine,
  name: string = observed.name,
): Promise<LibvirtServer> {
  const { inventory } = manager;
  const isXen = hypervisorKindOf(manager) === 'xen';
  return inventory.transaction({ message: `adopt ${name} of ${host.name}` }, async () => {
    const known = await machineOfUuid(inventory, observed.uuid);
    if (known) throw failure('MACHINE_ADOPTED', { name: observed.name, machine: known });
    const machine: LibvirtServer = await (isXen
      ? inventory.create(XenVirtualServer, name)
      : inventory.create(KVMVirtualServer, name));
    const [root, swap] = observed.volumes;
    const sizes = {
      memory: observed.memory,
      cpucount: observed.cpucount,
      disk: Math.max(1, Math.ceil((root?.size ?? 0) / 2 ** 30)),
      swap: Math.ceil((swap?.size ?? 0) / 2 ** 20),
    };
    for (const [subkey, value] of Object.entries(sizes)) await machine.setAttr({ key: 'system', subkey, value });
    const ports = machine.ports['nic-eth'] ?? 0;
    for (const [index, mac] of observed.macs.slice(0, ports).entries())
      await machine.setPortAttr('nic-eth', index + 1, 'mac', mac);
    const volumes = observed.volumes.map(({ pool, name: volume }) => ({ pool, name: volume }));
    await writeRecord(machine, { uuid: observed.uuid, domain: observed.name, volumes });
    await manager.allocate(machine, host, { force: true });
    return machine;
  });
}
