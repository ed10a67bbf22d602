import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import type { Driver } from '../../inventory/driver.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { Pool } from '../pools/pool.ts';
import { IPManager } from '../resources/ip-manager.ts';
import { KVMVirtualServer } from './kvm-virtual-server.ts';
import { machineSeed } from './machine-seed.ts';
import { machineSpec } from './machine-spec.ts';
import { XenVirtualServer } from './xen-virtual-server.ts';

type Attributes = Readonly<Record<string, string | number>>;

async function set(thing: Driver, attributes: Attributes): Promise<void> {
  for (const [name, value] of Object.entries(attributes)) {
    const [key = '', subkey] = name.split('.');
    await thing.setAttr({ key, subkey, value });
  }
}

describe.each(databases)('what attributes say of a machine ($name)', (kind) => {
  const given = useInventory(kind, [BasicServer, Pool, IPManager, KVMVirtualServer, XenVirtualServer]);
  let host: BasicServer;
  let machine: KVMVirtualServer;
  beforeEach(async () => {
    const { clusto } = given;
    host = await clusto.create(BasicServer, 'host');
    await set(host, { 'kvm.volume-group': 'vg0', 'xen.volume-group': 'vg1' });
    machine = await clusto.create(KVMVirtualServer, 'v1');
    await machine.setPortAttr('nic-eth', 1, 'mac', '02-52-0A-00-00-01');
    await set(machine, { 'system.memory': 1024, 'system.disk': 20 });
  });

  test('has defaults for what nobody has said', async () => {
    expect(await machineSpec(machine, host, 'kvm')).toEqual({
      guest: 'kvm',
      type: 'kvm',
      memory: 1024,
      cpus: 1,
      firmware: 'bios',
      boot: ['disk', 'network'],
      pool: 'vg0',
      root: { from: 'nothing', gigabytes: 20 },
      swap: 512,
      nics: [{ mac: '02:52:0a:00:00:01', bridge: 'br0', isOpenVSwitch: false }],
    });
    const xen = await machineSpec(machine, host, 'xen');
    expect(xen).toMatchObject({ guest: 'hvm', type: 'xen', pool: 'vg1', nics: [{ bridge: 'xenbr0' }] });
  });

  test('is read from pools, and what is nearer counts; of the host what the machine does not say', async () => {
    const pool = await given.clusto.create(Pool, 'small');
    await set(pool, { 'system.cpucount': 2, 'system.swap': 0, 'libvirt.firmware': 'uefi', 'libvirt.boot': 'network' });
    await pool.insert(machine);
    await set(machine, { 'system.cpucount': 4, 'libvirt.image': 'images/debian' });
    await set(host, { 'libvirt.bridge': 'br7', 'libvirt.switch': 'openvswitch', 'libvirt.domain-type': 'qemu' });
    await machine.setPortAttr('nic-eth', 2, 'mac', '02:52:0a:00:00:02');
    await machine.setPortAttr('nic-eth', 2, 'bridge', 'br8');
    await machine.setPortAttr('nic-eth', 2, 'vlan', 42);
    expect(await machineSpec(machine, host, 'kvm')).toMatchObject({
      type: 'qemu',
      cpus: 4,
      swap: 0,
      firmware: 'uefi',
      boot: ['network', 'disk'],
      root: { from: 'image', gigabytes: 20, image: { pool: 'images', name: 'debian' } },
      nics: [
        { bridge: 'br7', isOpenVSwitch: true },
        { bridge: 'br8', vlan: 42 },
      ],
    });
  });

  test('may name an existing volume, or a file', async () => {
    await set(machine, { 'libvirt.image': '/srv/debian.raw' });
    expect((await machineSpec(machine, host, 'kvm')).root).toEqual({
      from: 'file',
      gigabytes: 20,
      file: '/srv/debian.raw',
    });
    await set(machine, { 'libvirt.volume': 'old' });
    const volume = { pool: 'vg0', name: 'old' };
    expect((await machineSpec(machine, host, 'kvm')).root).toEqual({ from: 'volume', volume, format: 'raw' });
  });

  test.each([
    ['system.memory', 'MACHINE_ATTRIBUTE_MISSING'],
    ['system.disk', 'MACHINE_ATTRIBUTE_MISSING'],
    ['port-nic-eth', 'MACHINE_ATTRIBUTE_MISSING'],
  ])('is refused without %s', async (attribute, code) => {
    const [key, subkey] = attribute.split('.');
    await machine.delAttrs({ key, subkey });
    await expect(machineSpec(machine, host, 'kvm')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(
        `v1, type=virtualserver, driver=kvmvirtualserver) has no attribute ${attribute}`,
      ),
    });
  });

  test.each([
    ['system.memory', 0],
    ['system.memory', 'much'],
    ['system.swap', -1],
    ['libvirt.firmware', 'coreboot'],
    ['libvirt.boot', 'floppy'],
    ['libvirt.domain-type', 'vmware'],
    ['libvirt.virtualization', 'pv'],
  ])('is refused when %s is %j', async (attribute, value) => {
    await set(machine, { [attribute]: value });
    await expect(machineSpec(machine, host, 'kvm')).rejects.toMatchObject({ code: 'MACHINE_ATTRIBUTE_INVALID' });
  });

  test('a PVH guest needs a kernel', async () => {
    await set(machine, { 'libvirt.virtualization': 'pvh' });
    await expect(machineSpec(machine, host, 'xen')).rejects.toMatchObject({ code: 'MACHINE_ATTRIBUTE_MISSING' });
    await set(machine, { 'libvirt.kernel': '/boot/vmlinuz' });
    expect(await machineSpec(machine, host, 'xen')).toMatchObject({
      guest: 'pvh',
      kernel: { kernel: '/boot/vmlinuz' },
    });
  });

  test('the seed tells names, keys, and the addresses of each port', async () => {
    expect(await machineSeed(machine, 'id', false)).toBeUndefined();
    await given.clusto.create(IPManager, 'lan', {
      baseip: '10.0.0.0',
      netmask: '255.255.255.0',
      gateway: '10.0.0.254',
    });
    await machine.bindIpToOsPort('10.0.0.5', 'eth0', { portType: 'nic-eth', portNum: 1 });
    await machine.setPortAttr('nic-eth', 2, 'mac', '02:52:0a:00:00:02');
    await machine.addFqdn('v1.example.com');
    await machine.addAttr({ key: 'cloud-init', subkey: 'ssh-key', value: 'one' });
    await machine.addAttr({ key: 'cloud-init', subkey: 'ssh-key', value: 'two' });
    expect(await machineSeed(machine, 'id', false)).toEqual({
      instanceId: 'id',
      hostname: 'v1',
      fqdn: 'v1.example.com',
      sshKeys: ['one', 'two'],
      interfaces: [
        { name: 'eth0', mac: '02:52:0a:00:00:01', addresses: ['10.0.0.5/24'], gateways: ['10.0.0.254'] },
        { name: 'eth1', mac: '02:52:0a:00:00:02', addresses: [], gateways: [] },
      ],
      nameservers: [],
      searchDomains: [],
      userData: undefined,
    });
    await set(machine, { 'cloud-init.seed': 'no' });
    expect(await machineSeed(machine, 'id', true)).toBeUndefined();
  });

  test('nothing is asked of a hypervisor without a place, or within a transaction', async () => {
    await expect(machine.vmStatus()).rejects.toMatchObject({ code: 'VM_NOT_PLACED' });
    await expect(given.clusto.transaction(() => machine.vmStatus())).rejects.toMatchObject({
      code: 'OUTSIDE_IN_TRANSACTION',
    });
    expect(await machine.vmRepair()).toBeUndefined();
  });

  test('a machine that exists, or is being made, cannot be deleted from the inventory', async () => {
    await set(machine, { 'machine.domain': 'v1' });
    await expect(machine.delete()).rejects.toMatchObject({ code: 'MACHINE_EXISTS' });
    await machine.delAttrs({ key: 'machine' });
    await machine.setAttr({ key: 'machine', subkey: 'intent', value: { operation: 'create', since: '', detail: {} } });
    await expect(machine.delete()).rejects.toMatchObject({ code: 'MACHINE_EXISTS' });
    await machine.delAttrs({ key: 'machine' });
    await machine.delete();
  });
});
