import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { builtInDrivers, KVMManager, KVMVirtualServer, observeHost, type XenVirtualServer } from 'clusto/drivers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIntent } from '../../packages/clusto/src/drivers/machines/intent.ts';
import { type DatabaseKind, databases } from '../support/databases.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { makeHost, makeMachine, setAttributes } from '../support/libvirt-machines.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, startLibvirtd } from '../support/private-libvirtd.ts';

describe.skipIf(lacksPackages('libvirt'))('a hypervisor that says no', () => {
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
    await libvirtd.makePool('vg0');
  });
  afterAll(() => libvirtd[Symbol.asyncDispose]());
  const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);

  type Attributes = Readonly<Record<string, string | number>>;
  async function make(
    ofMachine: Attributes = {},
    ofHost: Attributes = {},
  ): Promise<KVMVirtualServer | XenVirtualServer> {
    const attributes = { 'libvirt.uri': libvirtd.uri('qemu'), 'libvirt.domain-type': 'qemu', ...ofHost };
    const { manager } = await makeHost(given.clusto, 'kvm', 'kvm1', attributes);
    return makeMachine(given.clusto, manager, 'v1', ofMachine);
  }

  /** That an operation is refused with this sentence, and left nothing behind. */
  async function refused(machine: KVMVirtualServer | XenVirtualServer, message: string | RegExp): Promise<void> {
    await expect(machine.vmCreate()).rejects.toThrow(message);
    expect(libvirtd.virsh('qemu', 'vol-list', '--pool', 'vg0')).toBe('');
    expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
    expect(await openIntent(machine)).toBeUndefined();
  }

  test('because the pool is missing', async () => {
    await refused(
      await make({}, { 'kvm.volume-group': 'vg9' }),
      'The hypervisor kvm1 has no storage pool vg9, which is needed for opening the storage pool vg9.',
    );
  });

  test('because there is no space', async () => {
    await refused(
      await make({ 'system.swap': 2 ** 30 }),
      /^There is not enough space on kvm1 while creating the volume v1-swap: .*; undone: volume v1-swap, volume v1-root\.$/s,
    );
  });

  test('because the image is missing', async () => {
    await refused(
      await make({ 'libvirt.image': 'debian-12' }),
      /^The hypervisor kvm1 has no volume debian-12, which is needed for copying the image vg0\/debian-12 to the volume v1-root/,
    );
  });

  test('because it cannot do what is asked', async () => {
    await refused(
      await make({}, { 'libvirt.emulator': '/nowhere/qemu' }),
      /^The hypervisor kvm1 (failed|refuses the definition) while defining the machine v1: .*undone: machine v1, volume v1-swap, volume v1-root\.$/s,
    );
  });

  test('because the names are taken, whose owners keep what they have', async () => {
    const machine = await make();
    libvirtd.virsh('qemu', 'vol-create-as', '--pool', 'vg0', '--name', 'v1-swap', '--capacity', '1M');
    await expect(machine.vmCreate()).rejects.toThrow('already has a volume named v1-swap');
    expect(libvirtd.virsh('qemu', 'vol-list', '--pool', 'vg0')).toMatch(/^\s*v1-swap\s+\S+$/);
    libvirtd.virsh('qemu', 'vol-delete', '--pool', 'vg0', '--vol', 'v1-swap');
    const xml = join(libvirtd.folder, 'other.xml');
    await writeFile(xml, "<domain type='qemu'><name>v1</name><memory>1024</memory><os><type>hvm</type></os></domain>");
    libvirtd.virsh('qemu', 'define', xml);
    await expect(machine.vmCreate()).rejects.toThrow('already has a machine named v1');
    expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('v1');
    libvirtd.virsh('qemu', 'undefine', 'v1');
  });

  test('because the bridge is missing', async () => {
    const machine = await make({}, { 'libvirt.bridge': 'br9' });
    await machine.vmCreate();
    await expect(machine.vmStart()).rejects.toThrow(
      'The hypervisor kvm1 has no bridge br9, which is needed for starting the machine v1.',
    );
    await machine.vmDelete();
  });

  test('because the machine vanished; created again, it has the disks that are left', async () => {
    const machine = await make();
    await machine.vmCreate();
    libvirtd.virsh('qemu', 'undefine', 'v1');
    libvirtd.virsh('qemu', 'vol-delete', '--pool', 'vg0', '--vol', 'v1-swap');
    expect(await machine.vmStatus()).toEqual({ state: 'absent', detail: 'unknown to kvm1' });
    await expect(machine.vmStart()).rejects.toMatchObject({ code: 'DOMAIN_MISSING' });
    const steps: string[] = [];
    await machine.vmCreate({ onStep: (step) => steps.push(step) });
    expect(steps).toEqual(['volume v1-swap, 64 MB', 'machine v1']);
    await machine.vmDelete();
  });

  test('because nobody waits for it any more', async () => {
    const machine = await make();
    const controller = new AbortController();
    const onStep = (step: string): void => {
      if (step.startsWith('volume v1-swap')) controller.abort();
    };
    await expect(machine.vmCreate({ onStep, signal: controller.signal })).rejects.toThrow(
      /^Interrupted while creating the volume v1-swap on kvm1; undone: volume v1-swap, volume v1-root\.$/,
    );
    expect(libvirtd.virsh('qemu', 'vol-list', '--pool', 'vg0')).toBe('');
    expect(await openIntent(machine)).toBeUndefined();
  });

  test('because nothing listens, or listens and says nothing', async () => {
    const machine = await make({}, { 'libvirt.uri': 'qemu+tcp://127.0.0.1:1/system' });
    await expect(machine.vmCreate()).rejects.toMatchObject({ code: 'HYPERVISOR_UNREACHABLE' });
    await expect(machine.vmStatus()).resolves.toEqual({ state: 'absent', detail: 'not created' });
    // what it is sent has to be read, or the end of the connection is never seen
    await using silent = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await setAttributes(await machine.getHypervisor(), { 'libvirt.uri': `qemu+tcp://127.0.0.1:${port}/system` });
    const controller = new AbortController();
    silent.once('connection', (socket) => {
      // a server whose connection has unread data never closes
      socket.resume();
      controller.abort();
    });
    await expect(machine.vmCreate({ signal: controller.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(given.clusto.transaction(() => machine.vmCreate())).rejects.toMatchObject({
      code: 'OUTSIDE_IN_TRANSACTION',
    });
  });

  test('over SSH: to a key that it does not know, as a host that is not known; and yes to the right ones', async () => {
    const file = (name: string): string => join(libvirtd.folder, 'ssh', name);
    await mkdir(file(''), { recursive: true });
    await mkdir('/run/sshd', { recursive: true });
    for (const key of ['host', 'right', 'wrong'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
    execFileSync('cp', [file('right.pub'), file('authorized')]);
    await using free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    await free[Symbol.asyncDispose]();
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized')}`,
    ];
    await writeFile(
      file('config'),
      [...lines, 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', ''].join('\n'),
    );
    const known = execFileSync('cut', ['-d', ' ', '-f', '1,2', file('host.pub')], { encoding: 'utf8' });
    await writeFile(file('known'), `[127.0.0.1]:${port} ${known}`);
    await writeFile(file('unknown'), '');
    const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(sshd.stderr, 'data');
    try {
      const uri = `qemu+ssh://root@127.0.0.1:${port}/system?socket=${libvirtd.socket}`;
      const machine = await make({}, { 'libvirt.uri': uri });
      const through = async (identity: string, hosts: string): Promise<KVMVirtualServer> => {
        const settings = { libvirt: { identityFile: file(identity), knownHosts: file(hosts) } };
        return (await given.open({ settings })).getByName('v1', KVMVirtualServer);
      };
      await expect((await through('wrong', 'known')).vmCreate()).rejects.toThrow(
        /^The hypervisor kvm1 refuses access while opening the storage pool vg0: .*Permission denied/,
      );
      await expect((await through('right', 'unknown')).vmCreate()).rejects.toThrow(
        /^The hypervisor kvm1 refuses access while opening the storage pool vg0: .*Host key verification failed/,
      );
      const welcome = await through('right', 'known');
      const manager = await welcome.inventory.getByName('kvmmanager', KVMManager);
      expect(await observeHost(await welcome.getHypervisor(), manager)).toEqual({ machines: [], volumes: [] });
      expect(await openIntent(machine)).toBeUndefined();
    } finally {
      sshd.kill();
      await once(sshd, 'close');
    }
  });
});
