import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInDrivers, type KVMVirtualServer, type XenVirtualServer } from 'clusto/drivers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIntent } from '../../packages/clusto/src/drivers/machines/intent.ts';
import { type DatabaseKind, databases } from '../support/databases.ts';
import { lacksLoopDevices } from '../support/lacks-loop-devices.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { makeHost, makeMachine } from '../support/libvirt-machines.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, startLibvirtd } from '../support/private-libvirtd.ts';

const gigabyte = 2 ** 30;

describe.skipIf(lacksPackages('libvirt') || lacksLoopDevices())('the volumes of a machine in a volume group', () => {
  const content = randomBytes(3 * 2 ** 20 + 512);
  let libvirtd: PrivateLibvirtd;
  let image: string;
  beforeAll(async () => {
    libvirtd = await startLibvirtd({ volumeGroup: 2500 });
    libvirtd.makeVolumeGroupPool();
    await libvirtd.makePool('images');
    image = join(libvirtd.folder, 'image.raw');
  });
  afterAll(() => libvirtd[Symbol.asyncDispose]());
  beforeEach(() => writeFile(image, content));
  const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);

  async function make(
    attributes: Readonly<Record<string, string | number>>,
  ): Promise<KVMVirtualServer | XenVirtualServer> {
    const ofHost = { 'libvirt.uri': libvirtd.uri('qemu'), 'libvirt.domain-type': 'qemu' };
    const { manager } = await makeHost(given.clusto, 'kvm', 'kvm1', ofHost);
    return makeMachine(given.clusto, manager, 'v1', { 'system.swap': 0, 'cloud-init.seed': 'no', ...attributes });
  }

  /** The volumes of the group, as LVM tells them, with their sizes in bytes. */
  const volumes = (): string[] =>
    libvirtd
      .run('lvs', '--noheadings', '--nosuffix', '--units', 'b', '-o', 'lv_name,lv_size')
      .split('\n')
      .flatMap((line) => (line.trim() === '' ? [] : line.trim().replace(/\s+/, ' ')));

  /** Whether a device begins with the bytes of the image. */
  function expectImage(device: string): void {
    const hash = createHash('sha256').update(content).digest('hex');
    const read = `head -c ${content.length} ${device} | sha256sum`;
    expect(libvirtd.run('sh', '-c', read)).toBe(`${hash}  -\n`);
  }

  /** That nothing can be made, and that nothing is left of it. */
  async function refused(machine: KVMVirtualServer | XenVirtualServer, message: RegExp): Promise<void> {
    await expect(machine.vmCreate()).rejects.toThrow(message);
    expect([volumes(), await openIntent(machine)]).toEqual([[], undefined]);
    expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
  }

  test('an image of this machine is uploaded to a volume as large as was asked for', async () => {
    const machine = await make({ 'libvirt.image': image });
    await machine.vmCreate();
    expect(volumes()).toEqual([`v1-root ${gigabyte}`]);
    expectImage('/dev/vg0/v1-root');
    expect(libvirtd.virsh('qemu', 'dumpxml', 'v1')).toMatch(
      /<disk type='block' device='disk'>\s*<driver name='qemu' type='raw' cache='none' discard='unmap'\/>\s*<source dev='\/dev\/vg0\/v1-root'\/>/,
    );
    await machine.vmDelete();
    expect(volumes()).toEqual([]);
  });

  test.each(['raw', 'qcow2'])(
    'an image in another pool, %s, is copied to a volume as large as was asked for',
    async (format) => {
      const pool = join(libvirtd.folder, 'pools/images');
      const name = `debian-${format}`;
      execFileSync('qemu-img', ['convert', '-q', '-f', 'raw', '-O', format, image, join(pool, name)]);
      const machine = await make({ 'libvirt.image': `images/${name}` });
      await machine.vmCreate();
      expect(volumes()).toEqual([`v1-root ${gigabyte}`]);
      expectImage('/dev/vg0/v1-root');
      await machine.vmDelete();
      expect(volumes()).toEqual([]);
      expect(libvirtd.virsh('qemu', 'vol-list', '--pool', 'images')).toContain(name);
    },
  );

  test('an image in the same volume group is copied', async () => {
    libvirtd.virsh('qemu', 'vol-create-as', '--pool', 'vg0', '--name', 'golden', '--capacity', '8M');
    libvirtd.virsh('qemu', 'vol-upload', '--pool', 'vg0', '--vol', 'golden', '--file', image);
    const machine = await make({ 'libvirt.image': 'golden' });
    await machine.vmCreate();
    expect(volumes()).toEqual([`golden ${8 * 2 ** 20}`, `v1-root ${gigabyte}`]);
    expectImage('/dev/vg0/v1-root');
    await machine.vmDelete();
    libvirtd.virsh('qemu', 'vol-delete', '--pool', 'vg0', '--vol', 'golden');
    expect(volumes()).toEqual([]);
  });

  test('an existing volume is the disk, as it is, and outlives the machine', async () => {
    libvirtd.virsh('qemu', 'vol-create-as', '--pool', 'vg0', '--name', 'data', '--capacity', '8M');
    libvirtd.virsh('qemu', 'vol-upload', '--pool', 'vg0', '--vol', 'data', '--file', image);
    const machine = await make({ 'libvirt.volume': 'data', 'system.swap': 64 });
    await machine.vmCreate();
    expect(volumes()).toEqual([`data ${8 * 2 ** 20}`, `v1-swap ${64 * 2 ** 20}`]);
    const disks = libvirtd
      .virsh('qemu', 'domblklist', 'v1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    expect(disks).toEqual([
      ['vda', '/dev/vg0/data'],
      ['vdb', '/dev/vg0/v1-swap'],
    ]);
    await machine.vmDelete();
    expect(volumes()).toEqual([`data ${8 * 2 ** 20}`]);
    expectImage('/dev/vg0/data');
    libvirtd.virsh('qemu', 'vol-delete', '--pool', 'vg0', '--vol', 'data');
  });

  test('an upload that fails is undone', async () => {
    const machine = await make({ 'libvirt.image': image, 'system.swap': 64 });
    await rm(image);
    await refused(machine, /while uploading \S+image\.raw to the volume v1-root: .*undone: volume v1-root\.$/s);
  });

  test('a volume group that is full is told, and what was made is undone', async () => {
    const machine = await make({ 'system.disk': 2, 'system.swap': 1024 });
    await refused(
      machine,
      /^There is not enough space on kvm1 while creating the volume v1-swap: .*insufficient free space.*undone: volume v1-swap, volume v1-root\.$/s,
    );
  });

  test('a volume that somebody else has made is not taken', async () => {
    libvirtd.run('lvcreate', '--yes', '--size', '4M', '--name', 'v1-root', 'vg0');
    const machine = await make({});
    await expect(machine.vmCreate()).rejects.toMatchObject({ code: 'NAME_TAKEN_ON_HYPERVISOR' });
    expect(volumes()).toEqual([`v1-root ${4 * 2 ** 20}`]);
    libvirtd.run('lvremove', '--yes', 'vg0/v1-root');
  });
});
