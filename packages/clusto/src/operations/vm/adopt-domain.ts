import { failure } from '../../base/errors.ts';
import type { VMManager } from '../../drivers/machines/vm-manager.ts';
import { Device } from '../../drivers/devices/device.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { DriftCase } from './drift.ts';

/** What a machine is worth that its hypervisor says nothing of. */
const unsaid = { memory: 1, disk: 1, cpucount: 1 } as const;

/**
 * Takes a domain in that clusto did not know: an entity of its name, with what the hypervisor says of it, on its host
 * whether that has room or not, as one version. Nothing is changed on the hypervisor.
 * @throws DRIFT_UNFIXABLE, NAME_TAKEN, NAME_INVALID
 */
export async function adoptDomain(inventory: Clusto, { id, observation, domain }: DriftCase): Promise<Driver> {
  if (domain === undefined) throw failure('DRIFT_UNFIXABLE', { item: id, reason: 'it is not an unknown domain' });
  const { manager, host, seen } = observation;
  const { name, uuid, memory, cpucount, macs = [], volumes = [] } = domain;
  const own = (seen?.volumes ?? []).filter((volume) => volumes.includes(volume.name));
  const disk = Math.ceil(own.reduce((sum, { size }) => sum + size, 0));
  return inventory.transaction({ message: `vm sync: adopt ${name}` }, async () => {
    const { machineDriver } = manager.constructor as typeof VMManager;
    const machine = await inventory.create(inventory.driverClass(machineDriver), name);
    const system = {
      memory: memory || unsaid.memory,
      disk: disk || unsaid.disk,
      cpucount: cpucount || unsaid.cpucount,
    };
    for (const [subkey, value] of Object.entries(system)) await machine.setAttr({ key: 'system', subkey, value });
    for (const [subkey, value] of Object.entries({ uuid, domain: name }))
      await machine.setAttr({ key: 'machine', subkey, value });
    if (machine instanceof Device)
      for (const [index, mac] of macs.entries())
        await machine.setAttr({ key: 'port-nic-eth', number: index + 1, subkey: 'mac', value: mac });
    await manager.allocate(machine, host, { force: true });
    return machine;
  });
}
