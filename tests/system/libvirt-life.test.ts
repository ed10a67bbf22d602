import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BasicServer, builtInDrivers, IPManager, KVMManager, KVMVirtualServer } from 'clusto/drivers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases, type DatabaseKind } from '../support/databases.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, seenInFile, startLibvirtd } from '../support/private-libvirtd.ts';
import { repository } from '../examples/run-process.ts';

describe.skipIf(lacksPackages('libvirt'))('a machine on qemu:///system, without KVM', () => {
  const guest = join(repository, 'node_modules/.cache/clusto-guest');
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    execFileSync('bash', [join(repository, 'tests/support/build-guest.sh'), guest], { stdio: 'ignore' });
    libvirtd = await startLibvirtd();
    await libvirtd.makePool('vg0');
    await mkdir(join(libvirtd.folder, 'consoles'));
  });
  afterAll(() => libvirtd[Symbol.asyncDispose]());

  const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);

  test('is created, started, watched, spoken to, rebooted, stopped and deleted, and leaves nothing', async () => {
    const { clusto } = given;
    const host = await clusto.create(BasicServer, 'kvm1');
    const attributes = [
      ['kvm', 'volume-group', 'vg0'],
      ['system', 'memory', 4096],
      ['system', 'disk', 100],
      ['system', 'cpucount', 4],
      ['libvirt', 'uri', libvirtd.uri('qemu')],
      ['libvirt', 'domain-type', 'qemu'],
      ['libvirt', 'console-logs', join(libvirtd.folder, 'consoles')],
    ] as const;
    for (const [key, subkey, value] of attributes) await host.setAttr({ key, subkey, value });
    await clusto.create(IPManager, 'lan', { baseip: '192.168.1.0', netmask: '255.255.255.0', gateway: '192.168.1.1' });
    const machine = await clusto.create(KVMVirtualServer, 'v1000');
    const own = [
      ['system', 'memory', 192],
      ['system', 'disk', 1],
      ['system', 'swap', 64],
      ['libvirt', 'kernel', join(guest, 'vmlinuz')],
      ['libvirt', 'initrd', join(guest, 'initrd.gz')],
      ['libvirt', 'cmdline', 'console=ttyS0 quiet'],
      ['cloud-init', 'ssh-key', 'ssh-ed25519 AAAA somebody'],
    ] as const;
    for (const [key, subkey, value] of own) await machine.setAttr({ key, subkey, value });
    await machine.bindIpToOsPort('192.168.1.51', 'eth0', { portType: 'nic-eth', portNum: 1 });
    await machine.setPortAttr('nic-eth', 1, 'mac', '02:52:c0:a8:01:33');

    const manager = await clusto.create(KVMManager, 'kvmmanager');
    await manager.insert(host);
    await manager.allocate(machine);

    expect(await machine.vmStatus()).toEqual({ state: 'absent', detail: 'not created' });
    const steps: string[] = [];
    await machine.vmCreate({ onStep: (step) => steps.push(step) });
    expect(steps).toEqual([
      'volume v1000-root, 1 GB',
      'volume v1000-swap, 64 MB',
      expect.stringContaining('volume v1000-seed'),
      'machine v1000',
    ]);
    expect(await machine.vmStatus()).toMatchObject({ state: 'stopped' });
    await machine.vmCreate();
    await expect(machine.delete()).rejects.toMatchObject({ code: 'MACHINE_EXISTS' });

    await machine.vmStart();
    await machine.vmStart();
    const log = join(libvirtd.folder, 'consoles/v1000.log');
    const booted = await seenInFile(log, 'GUEST ready');
    expect(booted).toContain('GUEST nic eth0 02:52:c0:a8:01:33');
    expect(booted).toContain('GUEST disk vda 1024 MB ro=0');
    expect(booted).toContain('GUEST disk vdb 64 MB ro=0');
    expect(booted).toMatch(/GUEST disk vdc \d+ MB ro=1/);
    expect(booted).toContain('"local-hostname": "v1000"');
    expect(booted).toContain('ssh-ed25519 AAAA somebody');
    expect(booted).toMatch(/GUEST seed network-config .*192\.168\.1\.51\/24.*"via": "192\.168\.1\.1"/);
    const root = join(libvirtd.folder, 'pools/vg0/v1000-root');
    expect(execFileSync('head', ['-c', '20', root], { encoding: 'latin1' })).toBe('written by the guest');
    expect(await machine.vmStatus()).toEqual({ state: 'running', detail: 'running (booted)' });

    await machine.vmReboot();
    await seenInFile(log, 'GUEST ready', 2);
    await machine.vmStop();
    await machine.vmStop();
    expect(await machine.vmStatus()).toMatchObject({ state: 'stopped' });
    await expect(machine.vmReboot()).rejects.toMatchObject({ code: 'DOMAIN_NOT_RUNNING' });

    await machine.vmStart();
    await machine.rename('renamed');
    await machine.vmDelete();
    await machine.vmDelete();
    expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
    expect(readdirSync(join(libvirtd.folder, 'pools/vg0'))).toEqual([]);
    await machine.delete();
  });
});
