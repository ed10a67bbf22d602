import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BasicServer, builtInDrivers, IPManager, KVMManager, KVMVirtualServer } from 'clusto/drivers';
import type { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases, type DatabaseKind } from '../support/databases.ts';
import { lacksLoopDevices } from '../support/lacks-loop-devices.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { setAttributes } from '../support/libvirt-machines.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, seenInFile, startLibvirtd } from '../support/private-libvirtd.ts';
import { onTerminal } from '../support/terminal-session.ts';
import { repository } from '../examples/run-process.ts';

describe.skipIf(lacksPackages('libvirt') || lacksLoopDevices())(
  'a machine on qemu:///system, with LVM, without KVM',
  () => {
    const guest = join(repository, 'node_modules/.cache/clusto-guest');
    let libvirtd: PrivateLibvirtd;
    beforeAll(async () => {
      execFileSync('bash', [join(repository, 'tests/support/build-guest.sh'), guest], { stdio: 'ignore' });
      libvirtd = await startLibvirtd({ volumeGroup: 1500 });
      libvirtd.makeVolumeGroupPool();
      await mkdir(join(libvirtd.folder, 'consoles'));
    });
    afterAll(() => libvirtd[Symbol.asyncDispose]());

    const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);

    test('is created, started, watched, spoken to, rebooted, stopped and deleted, and leaves nothing', async () => {
      const { clusto } = given;
      const manager = await clusto.create(KVMManager, 'kvmmanager');
      const makeHost = async (name: string, on: PrivateLibvirtd): Promise<Driver> => {
        const server = await clusto.create(BasicServer, name);
        await setAttributes(server, {
          'kvm.volume-group': 'vg0',
          'system.memory': 4096,
          'system.disk': 100,
          'system.cpucount': 4,
          'libvirt.uri': on.uri('qemu'),
          'libvirt.domain-type': 'qemu',
          'libvirt.console-logs': join(libvirtd.folder, 'consoles'),
          'libvirt.migrate-uri': 'tcp://127.0.0.1',
        });
        await manager.insert(server);
        return server;
      };
      const host = await makeHost('kvm1', libvirtd);
      await clusto.create(IPManager, 'lan', {
        baseip: '192.168.1.0',
        netmask: '255.255.255.0',
        gateway: '192.168.1.1',
      });
      const machine = await clusto.create(KVMVirtualServer, 'v1000');
      await setAttributes(machine, {
        'system.memory': 192,
        'system.disk': 1,
        'system.swap': 64,
        'libvirt.kernel': join(guest, 'vmlinuz'),
        'libvirt.initrd': join(guest, 'initrd.gz'),
        'libvirt.cmdline': 'console=ttyS0 quiet',
        'cloud-init.ssh-key': 'ssh-ed25519 AAAA somebody',
      });
      await machine.bindIpToOsPort('192.168.1.51', 'eth0', { portType: 'nic-eth', portNum: 1 });
      await machine.setPortAttr('nic-eth', 1, 'mac', '02:52:c0:a8:01:33');
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
      expect(libvirtd.run('lvs', '--noheadings', '--units', 'm', '-o', 'lv_name,lv_size').split(/\s+/)).toEqual([
        '',
        'v1000-root',
        '1024.00m',
        'v1000-seed',
        '4.00m',
        'v1000-swap',
        '64.00m',
        '',
      ]);
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
      const written = 'written by the guest';
      expect(libvirtd.run('head', '-c', '20', '/dev/vg0/v1000-root')).toBe(written);
      expect(await machine.vmStatus()).toEqual({ state: 'running', detail: 'running (booted)' });

      const main = join(repository, 'packages/clusto/src/cli/main.ts');
      const command = [process.execPath, '--conditions=clusto-dev', main, 'vm', 'console', 'v1000'];
      const env = { HOME: libvirtd.folder, CLUSTO_DSN: given.dsn };
      const typed = [
        { after: 'Escape character is', keys: '\r', isRepeated: true },
        { after: '# ', keys: 'echo $((6 * 7)) of $(head -c 7 /dev/vda)\r' },
        { after: '42 of written', keys: '\u001d' },
      ];
      const spoken = { output: expect.stringContaining('42 of written') as string, status: 0 };
      expect(await onTerminal(command, { env, typed })).toEqual(spoken);

      await machine.vmReboot();
      await seenInFile(log, 'GUEST ready', 2);

      await using second = await startLibvirtd({ beside: libvirtd });
      second.makeVolumeGroupPool();
      const other = await makeHost('kvm2', second);
      await machine.vmMigrate(other, { onStep: (step) => steps.push(step) });
      expect(steps.at(-1)).toBe('migrate v1000 to kvm2');
      expect((await machine.getHypervisor()).name).toBe('kvm2');
      expect(await machine.vmStatus()).toEqual({ state: 'running', detail: 'running (migrated)' });
      expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
      expect(await onTerminal(command, { env, typed })).toEqual(spoken);
      await machine.vmMigrate(host);
      expect(second.virsh('qemu', 'list', '--all', '--name')).toBe('');
      expect(await machine.vmStatus()).toEqual({ state: 'running', detail: 'running (migrated)' });
      await machine.vmStop();
      await machine.vmStop();
      expect(await machine.vmStatus()).toMatchObject({ state: 'stopped' });
      await expect(machine.vmReboot()).rejects.toMatchObject({ code: 'DOMAIN_NOT_RUNNING' });

      await machine.vmStart();
      await machine.rename('renamed');
      await machine.vmDelete();
      await machine.vmDelete();
      expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
      expect(libvirtd.run('lvs', '--noheadings')).toBe('');
      await machine.delete();
    });
  },
);
