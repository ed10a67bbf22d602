import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { BasicVirtualServer } from '../../packages/clusto/src/drivers/devices/basic-virtual-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { KVMManager } from '../../packages/clusto/src/drivers/machines/kvm-manager.ts';
import type { Amounts } from '../../packages/clusto/src/drivers/machines/machine-demand.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import { XenVMManager } from '../../packages/clusto/src/drivers/machines/xen-vm-manager.ts';
import type { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';

/** What the tests of VM managers register. */
export const vmDrivers = [BasicServer, BasicVirtualServer, BasicRack, VMManager, XenVMManager, KVMManager];

/** Gives a thing `system.memory`, `system.disk` and `system.cpucount`, as far as they are named. */
export async function setAmounts(thing: Driver, amounts: Partial<Amounts>): Promise<void> {
  for (const [subkey, value] of Object.entries(amounts)) await thing.setAttr({ key: 'system', subkey, value });
}

/** A physical server with room for machines. */
export function createHost(clusto: Session, name: string, amounts: Partial<Amounts> = {}): Promise<BasicServer> {
  return clusto.transaction(async () => {
    const host = await clusto.create(BasicServer, name);
    await setAmounts(host, { memory: 8192, disk: 100, cpucount: 8, ...amounts });
    return host;
  });
}

/** A machine that asks for 1024 MB, 10 GB and 1 CPU, or as told. */
export function createMachine(
  clusto: Session,
  name: string,
  amounts: Partial<Amounts> = {},
): Promise<BasicVirtualServer> {
  return clusto.transaction(async () => {
    const machine = await clusto.create(BasicVirtualServer, name);
    await setAmounts(machine, { memory: 1024, disk: 10, ...amounts });
    return machine;
  });
}
