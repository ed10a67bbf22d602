import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { createHost, createMachine, setAmounts, vmDrivers } from '../../../../../tests/support/vm-hosts.ts';
import type { Driver } from '../../inventory/driver.ts';
import { Pool } from '../pools/pool.ts';
import { hostOf, shareOf } from './machine-share.ts';
import { KVMManager } from './kvm-manager.ts';
import { VMManager } from './vm-manager.ts';
import { XenVMManager } from './xen-vm-manager.ts';

const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name);

describe.each(databases)('VMManager on $name', (kind) => {
  const inventory = useInventory(kind, [...vmDrivers, Pool]);
  let manager: VMManager;
  let small: Driver;
  let large: Driver;

  beforeEach(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      manager = await clusto.create(VMManager, 'vms');
      large = await createHost(clusto, 'large', { memory: 16_384 });
      small = await createHost(clusto, 'small');
      await manager.insert(large);
      await manager.insert(small);
    });
  });

  const machine = (name: string, amounts = {}): Promise<Driver> => createMachine(inventory.clusto, name, amounts);
  const rows = async (of: Driver): Promise<string[]> => (await of.attrs({ key: 'vmmanager' })).map(String);
  const used = async (): Promise<string[]> =>
    (await manager.capacity()).hosts.map(
      ({ host, memory, disk, cpucount, machines, isReserved }) =>
        `${host.name} ${memory.used} ${disk.used} ${cpucount.used} ${machines}${isReserved ? ' reserved' : ''}`,
    );
  const idle = ['large 0 0 0 0', 'small 0 0 0 0'];

  describe('hosts', () => {
    test.each([
      [VMManager, 'system.memory, system.disk, system.cpucount'],
      [XenVMManager, 'xen.volume-group, system.memory, system.disk, system.cpucount'],
      [KVMManager, 'kvm.volume-group, system.memory, system.disk, system.cpucount'],
    ])('of a %o need every attribute, and hear which are missing', async (Manager, missing) => {
      const { clusto } = inventory;
      const own = await clusto.create(Manager, 'own');
      const host = await createHost(clusto, 'h');
      await host.delAttrs({ key: 'system' });
      await expect(own.insert(host)).rejects.toMatchObject({
        name: 'ResourceException',
        code: 'VM_HOST_INCOMPLETE',
        message: `${String(host)} cannot be a host of ${String(own)}: it lacks ${missing}.`,
      });
      await setAmounts(host, { memory: 1024, cpucount: 4 });
      await host.setAttr({ key: 'system', subkey: 'disk', value: '100' });
      await expect(own.insert(host)).rejects.toMatchObject({
        detail: { attributes: missing.split(', ').filter((name) => !/memory|cpucount/.test(name)) },
      });
      expect(await own.contents()).toEqual([]);
    });

    test('have a volume group of their own, or of a container', async () => {
      const { clusto } = inventory;
      const xen = await clusto.create(XenVMManager, 'xen');
      const pool = await clusto.create(Pool, 'pool');
      await pool.setAttr({ key: 'xen', subkey: 'volume-group', value: 'vg0' });
      const host = await createHost(clusto, 'h');
      expect(await refusal(xen.insert(host))).toBe('VM_HOST_INCOMPLETE');
      await pool.insert(host);
      await xen.insert(host);
      expect(names(await host.parents())).toEqual(['pool', 'xen']);
    });

    test('are physical servers, each of one manager', async () => {
      const { clusto } = inventory;
      const other = await clusto.create(VMManager, 'other');
      expect(await refusal(manager.insert(await machine('v')))).toBe('VM_HOST_NOT_A_SERVER');
      expect(await refusal(manager.insert(await clusto.create(Pool, 'p')))).toBe('VM_HOST_NOT_A_SERVER');
      await expect(other.insert(small)).rejects.toMatchObject({ code: 'VM_HOST_TAKEN', name: 'PoolException' });
      expect(await refusal(manager.insert(small))).toBe('VM_HOST_TAKEN');
    });

    test('leave when no machine is on them, whichever manager placed it', async () => {
      const [v, w] = [await machine('v'), await machine('w')];
      await manager.allocate(v, small);
      await manager.allocate(w, small);
      await expect(manager.remove(small)).rejects.toMatchObject({
        name: 'ResourceException',
        code: 'VM_HOST_USED',
        detail: { machines: ['v', 'w'] },
      });
      await manager.deallocate(v);
      await w.delete();
      await manager.reserve(small);
      await manager.remove(small);
      expect(names(await manager.contents())).toEqual(['large']);
      await manager.insert(small);
      expect(await used()).toEqual(idle);
      await manager.remove(await machine('never there'));
    });
  });

  describe('allocate', () => {
    test('writes the host, the manager and what is reserved', async () => {
      const v = await machine('v', { memory: 1024.5, disk: 9.1 });
      expect(await manager.choose(v)).toMatchObject({ name: 'small' });
      expect(await used()).toEqual(idle);
      const attribute = await manager.allocate(v);
      expect(attribute.value).toMatchObject({ name: 'small' });
      expect(await rows(v)).toEqual([
        'v.vmmanager|0|null|relation small',
        'v.vmmanager|0|manager|relation vms',
        'v.vmmanager|0|allocated_memory|int 1025',
        'v.vmmanager|0|allocated_disk|int 10',
        'v.vmmanager|0|allocated_cpucount|int 1',
      ]);
      expect(await used()).toEqual(['large 0 0 0 0', 'small 1025 10 1 1']);
      expect((await hostOf(v)).name).toBe('small');
      expect((await manager.hostOf(v)).name).toBe('small');
    });

    test('counts what was reserved, not what the machine asks for since', async () => {
      const v = await machine('v');
      await manager.allocate(v, 'small');
      await setAmounts(v, { memory: 4096 });
      expect(await used()).toEqual(['large 0 0 0 0', 'small 1024 10 1 1']);
    });

    test('refuses a machine that lacks something, by name', async () => {
      const v = await machine('v');
      await v.delAttrs({ key: 'system' });
      for (const host of [undefined, small])
        for (const force of [false, true])
          await expect(manager.allocate(v, host, { force })).rejects.toMatchObject({
            name: 'ResourceException',
            code: 'VM_INCOMPLETE',
            message: `${String(v)} cannot be placed: it lacks system.memory, system.disk.`,
          });
      await v.setAttr({ key: 'system', subkey: 'memory', value: -5 });
      await v.setAttr({ key: 'system', subkey: 'disk', value: '10' });
      await v.setAttr({ key: 'system', subkey: 'cpucount', value: 0 });
      await expect(manager.allocate(v)).rejects.toMatchObject({
        detail: { attributes: ['system.memory', 'system.disk', 'system.cpucount'] },
      });
      await v.addAttr({ key: 'system', subkey: 'memory', value: 7 });
      expect(await refusal(manager.allocate(v))).toBe('ATTRIBUTE_AMBIGUOUS');
      expect(await used()).toEqual(idle);
    });

    test('refuses what is no machine, or placed already, also by force', async () => {
      const v = await machine('v');
      expect(await refusal(manager.allocate(await createHost(inventory.clusto, 'h')))).toBe('VM_NOT_A_MACHINE');
      await manager.allocate(v);
      for (const options of [{}, { force: true }])
        for (const host of [undefined, large, 'small'])
          expect(await refusal(manager.allocate(v, host, options))).toBe('VM_PLACED');
      const other = await inventory.clusto.create(VMManager, 'other');
      await other.insert(await createHost(inventory.clusto, 'h2'));
      expect(await refusal(other.allocate(v))).toBe('VM_PLACED');
    });

    test('takes a host of its own only, as a thing or by name, also by force', async () => {
      const v = await machine('v');
      const foreign = await createHost(inventory.clusto, 'foreign');
      for (const force of [false, true]) {
        await expect(manager.allocate(v, foreign, { force })).rejects.toMatchObject({
          name: 'ResourceException',
          code: 'VM_HOST_FOREIGN',
        });
        await expect(manager.allocate(v, 'nowhere', { force })).rejects.toMatchObject({ name: 'LookupException' });
      }
      expect(await refusal(manager.allocate(v, 5 as unknown as string))).toBe('ARGUMENT_INVALID');
      expect((await manager.allocate(v, 'large')).value).toMatchObject({ name: 'large' });
    });

    test('refuses a host that is full or reserved, unless by force', async () => {
      const v = await machine('v', { memory: 8193, disk: 100, cpucount: 9 });
      await manager.reserve(small);
      await expect(manager.allocate(v, small)).rejects.toMatchObject({
        name: 'ResourceException',
        code: 'VM_HOST_FULL',
        detail: {
          reasons: ['it is reserved', '8193 MB of memory asked, 8192 free', '9 CPUs asked, 8 free'],
        },
      });
      expect(await used()).toEqual(['large 0 0 0 0', 'small 0 0 0 0 reserved']);
      await manager.allocate(v, small, { force: true });
      const { hosts } = await manager.capacity();
      expect(hosts[1]).toMatchObject({ memory: { total: 8192, used: 8193, free: 0 }, disk: { free: 0 }, machines: 1 });
    });

    test('says of each reason how many hosts lack it, and the most that is free', async () => {
      await manager.insert(await createHost(inventory.clusto, 'third', { disk: 500 }));
      await manager.reserve(small);
      const v = await machine('v', { memory: 16_384, disk: 200, cpucount: 2 });
      await expect(manager.allocate(v)).rejects.toMatchObject({
        name: 'ResourceNotAvailableException',
        message: `None of the 3 hosts of ${String(manager)} can take ${String(v)}, which asks for 16384 MB of memory, 200 GB of disk, 2 CPUs: 1 host without 16384 MB of memory (most free: 16384), 1 host without 200 GB of disk (most free: 500), 1 host reserved.`,
      });
      const empty = await inventory.clusto.create(VMManager, 'empty');
      await expect(empty.allocate(v)).rejects.toMatchObject({ detail: { reasons: ['there is none'] } });
    });
  });

  describe('what ends a share', () => {
    test.each<[string, (v: Driver) => Promise<unknown>]>([
      ['deallocating', (v) => manager.deallocate(v)],
      ['deallocating with the host', (v) => manager.deallocate(v, small)],
      ['deallocating with the name of the host', (v) => manager.deallocate(v, 'small')],
      ['deleting the machine', (v) => v.delete()],
      ['deleting an attribute of it', (v) => v.delAttrs({ key: 'vmmanager', subkey: 'allocated_disk' })],
      ['deleting every attribute', (v) => v.delAttrs()],
    ])('%s frees what it took', async (_, end) => {
      const [v, w] = [await machine('v'), await machine('w')];
      await manager.allocate(v, small);
      await manager.allocate(w, small);
      await end(v);
      expect(await used()).toEqual(['large 0 0 0 0', 'small 1024 10 1 1']);
      expect((await manager.machines()).map((share) => share.machine.name)).toEqual(['w']);
    });

    test('deleting the host takes the machines off it', async () => {
      const v = await machine('v');
      await manager.allocate(v, small);
      await small.delete();
      expect(await rows(v)).toEqual([]);
      expect(await used()).toEqual(['large 0 0 0 0']);
      await manager.allocate(v);
      expect(await used()).toEqual(['large 1024 10 1 1']);
    });

    test('deleting the manager frees the hosts', async () => {
      const v = await machine('v');
      await manager.allocate(v, small);
      await manager.reserve(large);
      await manager.delete();
      expect(await rows(v)).toEqual([]);
      manager = await inventory.clusto.create(VMManager, 'next');
      for (const host of [large, small]) await manager.insert(host);
      expect(await used()).toEqual(idle);
    });

    test('another host is refused', async () => {
      const [v, w] = [await machine('v'), await machine('w')];
      await manager.allocate(v, small);
      await manager.allocate(w, large);
      expect(await refusal(manager.deallocate(v, large))).toBe('RESOURCE_NOT_ASSIGNED');
      await manager.deallocate(await machine('unplaced'));
      expect(await used()).toEqual(['large 1024 10 1 1', 'small 1024 10 1 1']);
    });

    test('hostOf a machine that is on none', async () => {
      const v = await machine('v');
      await expect(hostOf(v)).rejects.toMatchObject({ code: 'VM_NOT_PLACED', name: 'DriverException' });
      expect(await shareOf(v)).toBeUndefined();
    });
  });

  test('an older view shows where machines were, and what was left', async () => {
    const [v, w] = [await machine('v'), await machine('w', { memory: 2048 })];
    await manager.allocate(v, small);
    await manager.allocate(w, large);
    await manager.reserve(small);
    const before = await inventory.clusto.version();
    const now = await manager.capacity();
    await manager.unreserve(small);
    await manager.move(v, large);
    await w.delete();
    const past = await inventory.clusto.at(before).getByName('vms', VMManager);
    const then = await past.capacity();
    expect(JSON.stringify(then.hosts.map(({ host, ...rest }) => [host.name, rest]))).toBe(
      JSON.stringify(now.hosts.map(({ host, ...rest }) => [host.name, rest])),
    );
    expect(then.total).toEqual(now.total);
    expect((await past.machines()).map(({ machine: { name }, host }) => `${name} ${host.name}`)).toEqual([
      'v small',
      'w large',
    ]);
    expect(await refusal(past.allocate(v))).toBe('VIEW_READ_ONLY');
    expect(await used()).toEqual(['large 1024 10 1 1', 'small 0 0 0 0']);
  });
});
