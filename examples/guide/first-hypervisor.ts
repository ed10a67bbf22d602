import { connect } from 'clusto';
import { BasicServer, IPManager, KVMManager } from 'clusto/drivers';

await using clusto = await connect();

// #region host
const host = await clusto.create(BasicServer, 'kvmhost1');
await host.setAttr({ key: 'system', subkey: 'memory', value: 16384 }); // MB
await host.setAttr({ key: 'system', subkey: 'disk', value: 2000 }); // GB
await host.setAttr({ key: 'system', subkey: 'cpucount', value: 8 });
await host.setAttr({ key: 'kvm', subkey: 'volume-group', value: 'vg0' });
await host.setAttr({ key: 'libvirt', subkey: 'uri', value: 'qemu:///system' });
await host.setAttr({ key: 'libvirt', subkey: 'domain-type', value: 'qemu' });

const manager = await clusto.create(KVMManager, 'kvmmanager');
await manager.insert(host);
await clusto.create(IPManager, 'lan', { baseip: '192.168.1.0', netmask: '255.255.255.0', gateway: '192.168.1.1' });
// #endregion
