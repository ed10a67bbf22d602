import {
  BasicServer,
  IPManager,
  KVMManager,
  KVMVirtualServer,
  type VMManager,
  XenVirtualServer,
  XenVMManager,
} from 'clusto/drivers';
import type { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** Sets attributes that are written as `key.subkey`. */
export async function setAttributes(thing: Driver, attributes: Attributes): Promise<void> {
  for (const [name, value] of Object.entries(attributes)) {
    const [key = '', subkey] = name.split('.');
    await thing.setAttr({ key, subkey, value });
  }
}

/** A host with room, in a manager of its kind; attributes come on top of, or instead of, the usual ones. */
export async function makeHost(
  clusto: Session,
  kind: 'xen' | 'kvm',
  name: string,
  attributes: Attributes,
): Promise<{ readonly host: Driver; readonly manager: VMManager }> {
  const host = await clusto.create(BasicServer, name);
  const sizes = { 'system.memory': 65_536, 'system.disk': 100_000, 'system.cpucount': 64 };
  await setAttributes(host, { [`${kind}.volume-group`]: 'vg0', ...sizes, ...attributes });
  const manager = (await clusto.getOrCreate(`${kind}manager`, kind === 'xen' ? XenVMManager : KVMManager)) as VMManager;
  await manager.insert(host);
  return { host, manager };
}

/** A small machine with an address, placed on a host. */
export async function makeMachine(
  clusto: Session,
  manager: VMManager,
  name: string,
  attributes: Attributes = {},
): Promise<XenVirtualServer | KVMVirtualServer> {
  await clusto.getOrCreate('lan', IPManager, {
    baseip: '192.168.1.0',
    netmask: '255.255.255.0',
    gateway: '192.168.1.1',
  });
  const machine = await (manager instanceof XenVMManager
    ? clusto.create(XenVirtualServer, name)
    : clusto.create(KVMVirtualServer, name));
  await setAttributes(machine, { 'system.memory': 128, 'system.disk': 1, 'system.swap': 64, ...attributes });
  const lan = await clusto.getByName('lan', IPManager);
  const { value } = await machine.addIp({ ipman: lan });
  await machine.bindIpToOsPort(value as number, 'eth0', { portType: 'nic-eth', portNum: 1 });
  const number = (value as number) & 0xff;
  await machine.setPortAttr('nic-eth', 1, 'mac', `02:52:c0:a8:01:${number.toString(16).padStart(2, '0')}`);
  await manager.allocate(machine);
  return machine;
}
