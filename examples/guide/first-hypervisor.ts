import { connect } from 'clusto';
import { BasicServer, IPManager, KVMManager, KVMVirtualServer } from 'clusto/drivers';

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
// #endregion

// #region machine
await clusto.create(IPManager, 'lan', { baseip: '192.168.1.0', netmask: '255.255.255.0', gateway: '192.168.1.1' });
const machine = await clusto.create(KVMVirtualServer, 'web1');
await machine.setAttr({ key: 'system', subkey: 'memory', value: 256 });
await machine.setAttr({ key: 'system', subkey: 'disk', value: 1 });
await machine.setPortAttr('nic-eth', 1, 'mac', '02:52:c0:a8:01:33');
await machine.bindIpToOsPort('192.168.1.51', 'eth0', { portType: 'nic-eth', portNum: 1 });
await machine.setAttr({ key: 'cloud-init', subkey: 'ssh-key', value: 'ssh-ed25519 AAAA you@example.com' });
await manager.allocate(machine);
// #endregion

// #region run
await machine.vmCreate({ onStep: (step) => console.log(step) });
await machine.vmStart();
console.log(await machine.vmStatus());
// #endregion

// #region end
await machine.vmDestroy(); // there is nothing on its disk that could shut down
await machine.vmDelete();
await machine.delete();
// #endregion
