import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  adoptMachine,
  BasicServer,
  builtInDrivers,
  IPManager,
  machineOfUuid,
  observeHost,
  XenVirtualServer,
  XenVMManager,
} from 'clusto/drivers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DomainSpec, domainXml } from '../../packages/clusto/src/providers/libvirt/domain-xml.ts';
import { type DatabaseKind, databases } from '../support/databases.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { makeHost, makeMachine } from '../support/libvirt-machines.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, startLibvirtd } from '../support/private-libvirtd.ts';

/** What the test driver of libvirt needs to be a host; it begins with a machine of its own. */
function makeTestPool({ virsh }: PrivateLibvirtd): void {
  virsh('test', 'pool-define-as', 'vg0', 'logical', '--source-name', 'vg0', '--target', '/dev/vg0');
  virsh('test', 'pool-start', 'vg0');
  virsh('test', 'destroy', 'test');
  virsh('test', 'undefine', 'test');
}

describe.skipIf(lacksPackages('libvirt'))('what needs no hypervisor', () => {
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
    makeTestPool(libvirtd);
  });
  afterAll(() => libvirtd[Symbol.asyncDispose]());
  const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);

  test('a Xen machine is made and run as the documentation of the original shows', async () => {
    const { clusto } = given;
    await clusto.create(IPManager, 'lan', { baseip: '192.168.1.0', netmask: '255.255.255.0', gateway: '192.168.1.1' });
    const manager = await clusto.create(XenVMManager, 'xenmanager');
    for (const name of ['xenhost1', 'xenhost2', 'xenhost3']) {
      const host = await clusto.create(BasicServer, name);
      await host.setAttr({ key: 'xen', subkey: 'volume-group', value: 'vg0' });
      await host.setAttr({ key: 'system', subkey: 'memory', value: 16384 });
      await host.setAttr({ key: 'system', subkey: 'disk', value: 2000 });
      await host.setAttr({ key: 'system', subkey: 'cpucount', value: 8 });
      await host.setAttr({ key: 'libvirt', subkey: 'uri', value: libvirtd.uri('test') });
      await manager.insert(host);
    }
    const vm = await clusto.create(XenVirtualServer, 'xenvm1');
    await vm.bindIpToOsPort('192.168.1.51', 'eth0');
    await vm.setPortAttr('nic-eth', 1, 'mac', '02:52:0a:00:00:01');
    await vm.setAttr({ key: 'system', subkey: 'memory', value: 1024 });
    await vm.setAttr({ key: 'system', subkey: 'disk', value: 20 });
    await vm.setAttr({ key: 'system', subkey: 'cpucount', value: 1 });
    await manager.allocate(vm);
    await vm.vmCreate();
    await vm.vmStart();
    expect(await vm.vmStatus()).toMatchObject({ state: 'running' });
    await vm.vmReboot();
    await vm.vmStop();
    expect(await vm.vmStatus()).toMatchObject({ state: 'stopped' });
    expect(libvirtd.virsh('test', 'vol-list', '--pool', 'vg0')).toMatch(/xenvm1-root\s+\/dev\/vg0\/xenvm1-root/);
    await vm.vmDelete();
    expect(libvirtd.virsh('test', 'list', '--all', '--name')).toBe('');
    expect(libvirtd.virsh('test', 'vol-list', '--pool', 'vg0')).toBe('');
  });

  test('a host tells everything in two calls, and a machine that it tells of can be adopted', async () => {
    const { clusto } = given;
    const { host, manager } = await makeHost(clusto, 'xen', 'xen1', { 'libvirt.uri': libvirtd.uri('test') });
    const made = await makeMachine(clusto, manager, 'v1', { 'libvirt.virtualization': 'pv' });
    await made.vmCreate();
    await made.vmStart();
    const xml = join(libvirtd.folder, 'stranger.xml');
    await writeFile(
      xml,
      `<domain type='xen'><name>it's; a stranger</name><uuid>11111111-1111-4111-8111-111111111111</uuid>
      <memory unit='GiB'>2</memory><vcpu>4</vcpu><os><type>hvm</type></os><devices>
      <interface type='bridge'><mac address='00:16:3E:00:00:09'/><source bridge='xenbr0'/></interface></devices></domain>`,
    );
    libvirtd.virsh('test', 'define', xml);
    const { machines, volumes } = await observeHost(host, manager);
    expect(volumes.map(({ name, size }) => [name, size])).toEqual([
      ['v1-root', 2 ** 30],
      ['v1-swap', 64 * 2 ** 20],
    ]);
    const known = machines.find(({ name }) => name === 'v1');
    expect(known).toMatchObject({ status: { state: 'running' }, memory: 128, cpucount: 1, volumes });
    expect(await machineOfUuid(clusto, known?.uuid ?? '')).toMatchObject({ name: 'v1' });
    const stranger = machines.find(({ name }) => name !== 'v1');
    expect(stranger).toMatchObject({
      uuid: '11111111-1111-4111-8111-111111111111',
      memory: 2048,
      cpucount: 4,
      macs: ['00:16:3e:00:00:09'],
      volumes: [],
    });
    if (!stranger) throw new Error('there is no stranger');
    const adopted = await adoptMachine(host, manager, stranger, 'stranger');
    expect(await adopted.getPortAttr('nic-eth', 1, 'mac')).toBe('00:16:3e:00:00:09');
    expect(await adopted.vmStatus()).toMatchObject({ state: 'stopped' });
    await expect(adoptMachine(host, manager, stranger, 'again')).rejects.toMatchObject({ code: 'MACHINE_ADOPTED' });
    await adopted.vmDelete();
    await made.vmDelete();
    expect(libvirtd.virsh('test', 'list', '--all', '--name')).toBe('');
  });

  test('a migration that the hypervisor cannot do leaves the machine and its place as they were', async () => {
    const { clusto } = given;
    const uri = { 'libvirt.uri': libvirtd.uri('test') };
    const { manager } = await makeHost(clusto, 'xen', 'xen1', uri);
    const machine = (await makeMachine(clusto, manager, 'v1')) as XenVirtualServer;
    await using second = await startLibvirtd();
    makeTestPool(second);
    const { host: other } = await makeHost(clusto, 'xen', 'xen2', { 'libvirt.uri': second.uri('test') });
    await machine.vmCreate();
    await machine.vmStart();
    const before = await machine.getHypervisor();
    await expect(machine.vmMigrate(other)).rejects.toThrow('v1-root is not there, so their storage is not shared.');
    for (const volume of ['v1-root', 'v1-swap'])
      second.virsh('test', 'vol-create-as', '--pool', 'vg0', '--name', volume, '--capacity', '1M');
    await expect(machine.vmMigrate(other)).rejects.toThrow(/^The hypervisor xen1 .* migrating the machine v1 to xen2/);
    expect(await machine.getHypervisor()).toMatchObject({ name: before.name });
    expect(await machine.vmStatus()).toMatchObject({ state: 'running' });
    await expect(machine.vmMigrate(before)).rejects.toMatchObject({ code: 'VM_PLACED' });
    await machine.vmDelete();
  });
});

describe.skipIf(lacksPackages('libvirt'))('definitions agree with the schema of libvirt', () => {
  const common = {
    name: 'v1',
    uuid: '3f2b7c1e-0b7a-4c0e-9a55-0a6f2d7d9c01',
    memory: 1024,
    cpus: 2,
    firmware: 'bios',
  } as const;
  const disks = [
    { path: '/dev/vg0/v1-root' },
    { path: '/dev/vg0/v1-swap' },
    { path: '/pool/v1-seed', isReadOnly: true },
  ];
  const nics = [
    { mac: '00:16:3e:00:00:01', bridge: 'xenbr0' },
    { mac: '00:16:3e:00:00:02', bridge: 'ovs0', vlan: 42, isOpenVSwitch: true },
  ];
  const kernel = { kernel: '/boot/vmlinuz', initrd: '/boot/initrd', cmdline: 'root=/dev/xvda ro' };
  const boot = ['disk', 'network'] as const;
  const specs: [string, DomainSpec][] = [
    ['Xen PV with pygrub', { ...common, guest: 'pv', type: 'xen', boot, disks, nics }],
    ['Xen PV with a kernel', { ...common, guest: 'pv', type: 'xen', boot, kernel, disks, nics }],
    ['Xen PVH', { ...common, guest: 'pvh', type: 'xen', boot, kernel, disks, nics }],
    [
      'Xen HVM',
      {
        ...common,
        guest: 'hvm',
        type: 'xen',
        boot,
        disks,
        nics,
        loader: '/usr/lib/xen/boot/hvmloader',
        emulator: '/usr/libexec/xen-qemu',
      },
    ],
    ['Xen HVM from the network', { ...common, guest: 'hvm', type: 'xen', boot: ['network', 'disk'], disks, nics }],
    ['KVM with BIOS', { ...common, guest: 'kvm', type: 'kvm', boot, disks, nics, consoleLog: '/var/log/v1.log' }],
    ['KVM with UEFI', { ...common, guest: 'kvm', type: 'kvm', firmware: 'uefi', boot, disks, nics }],
    [
      'QEMU with a kernel',
      { ...common, guest: 'kvm', type: 'qemu', boot, kernel, disks: [{ path: '/p/v1', format: 'qcow2' }], nics },
    ],
  ];
  test.each(specs)('%s', (_, spec) => {
    const check = [
      '-c',
      'xml=$(mktemp); cat >"$xml"; virt-xml-validate "$xml" domain 2>&1; status=$?; rm "$xml"; exit $status',
    ];
    expect(execFileSync('sh', check, { input: domainXml(spec), encoding: 'utf8' })).toContain('validates');
  });
});
