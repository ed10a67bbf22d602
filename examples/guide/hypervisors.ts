// What virtual machines need: hosts with a manager, names and addresses.
import { connect } from 'clusto';
import { IPManager, PenguinServer, SimpleEntityNameManager, XenVMManager } from 'clusto/drivers';

await using clusto = await connect();
// #region hosts
await clusto.create(IPManager, 'servers', { baseip: '192.168.1.0', netmask: '24', gateway: '192.168.1.1' });
const manager = await clusto.create(XenVMManager, 'xenmanager');
for (const [name, address] of [
  ['xenhost1', '192.168.1.11'],
  ['xenhost2', '192.168.1.12'],
] as const) {
  const host = await clusto.create(PenguinServer, name);
  await host.addIp(address);
  await host.setAttr({ key: 'xen', subkey: 'volume-group', value: 'vg0' });
  await host.setAttr({ key: 'system', subkey: 'memory', value: 16384 }); // MB
  await host.setAttr({ key: 'system', subkey: 'disk', value: 2000 }); // GB
  await host.setAttr({ key: 'system', subkey: 'cpucount', value: 8 });
  await manager.insert(host);
}
await clusto.create(SimpleEntityNameManager, 'vmnames', { basename: 'v', digits: 4, next: 1000 });
// #endregion
