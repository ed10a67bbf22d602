import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { createHost, createMachine, setAmounts, vmDrivers } from '../../../../../tests/support/vm-hosts.ts';
import type { Driver } from '../../inventory/driver.ts';
import { hostOf, shareOf } from './machine-share.ts';
import { VMManager } from './vm-manager.ts';

describe.each(databases)('a share of a host on $name', (kind) => {
  const inventory = useInventory(kind, vmDrivers);
  let manager: VMManager;
  let one: Driver;
  let two: Driver;
  let v: Driver;

  beforeEach(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      manager = await clusto.create(VMManager, 'vms');
      [one, two] = [await createHost(clusto, 'one'), await createHost(clusto, 'two')];
      for (const host of [one, two]) await manager.insert(host);
      v = await createMachine(clusto, 'v', { memory: 4096 });
      await manager.allocate(v, one);
    });
  });

  const used = async (): Promise<string> =>
    (await manager.capacity()).hosts
      .map(({ memory, disk, cpucount, machines }) => `${memory.used}/${disk.used}/${cpucount.used}/${machines}`)
      .join(' ');
  const rows = async (): Promise<string[]> => (await v.attrs({ key: 'vmmanager' })).map(String);
  const reserved = [
    'v.vmmanager|0|manager|relation vms',
    'v.vmmanager|0|allocated_memory|int 4096',
    'v.vmmanager|0|allocated_disk|int 10',
    'v.vmmanager|0|allocated_cpucount|int 1',
  ];

  describe('is resized', () => {
    test('to what the machine asks for, as far as the host has room', async () => {
      await setAmounts(v, { memory: 8192, disk: 5, cpucount: 8 });
      await manager.resize(v);
      expect(await used()).toBe('8192/5/8/1 0/0/0/0');
      expect((await shareOf(v))?.reserved).toEqual({ memory: 8192, disk: 5, cpucount: 8 });
      await setAmounts(v, { memory: 8193, disk: 1 });
      await expect(manager.resize(v)).rejects.toMatchObject({
        code: 'VM_HOST_FULL',
        detail: { reasons: ['1 MB of memory asked, 0 free'] },
      });
      expect(await used()).toBe('8192/5/8/1 0/0/0/0');
      await manager.resize(v, { force: true });
      expect(await used()).toBe('8193/1/8/1 0/0/0/0');
      await setAmounts(v, { disk: 2, memory: 8194 });
      expect(await refusal(manager.resize(v))).toBe('VM_HOST_FULL');
      // what shrinks fits, also where the host is too full and reserved
      await manager.reserve(one);
      await setAmounts(v, { memory: 8193 });
      await manager.resize(v);
      expect(await used()).toBe('8193/2/8/1 0/0/0/0');
    });

    test('and keeps its number; without a change there is no version', async () => {
      const before = await inventory.clusto.version();
      await manager.resize(v);
      expect(await inventory.clusto.version()).toBe(before);
      await setAmounts(v, { cpucount: 2 });
      await manager.resize(v);
      expect(await rows()).toEqual([
        'v.vmmanager|0|null|relation one',
        ...reserved.slice(0, 3),
        'v.vmmanager|0|allocated_cpucount|int 2',
      ]);
    });

    test('only where there is one, and where the machine says what it asks for', async () => {
      await v.delAttrs({ key: 'system', subkey: 'memory' });
      expect(await refusal(manager.resize(v))).toBe('VM_INCOMPLETE');
      expect(await refusal(manager.resize(await createMachine(inventory.clusto, 'w')))).toBe('VM_NOT_PLACED');
      const other = await inventory.clusto.create(VMManager, 'other');
      expect(await refusal(other.resize(v))).toBe('VM_HOST_FOREIGN');
    });
  });

  describe('is moved', () => {
    test('in two halves: the target first, then the source is free', async () => {
      await manager.addResourceAttr(v, one, 'note', 'mine');
      expect(await manager.beginMove(v, two)).toMatchObject({ from: { name: 'one' }, to: { name: 'two' } });
      expect(await used()).toBe('4096/10/1/1 4096/10/1/0');
      expect(await shareOf(v)).toMatchObject({ host: { name: 'one' }, movingTo: { name: 'two' }, number: 0 });
      expect((await manager.endMove(v)).name).toBe('two');
      expect(await used()).toBe('0/0/0/0 4096/10/1/1');
      expect((await rows()).toSorted()).toEqual(
        ['v.vmmanager|0|null|relation two', 'v.vmmanager|0|note|string mine', ...reserved].toSorted(),
      );
      expect((await shareOf(v))?.movingTo).toBeNull();
      expect((await manager.owners(two)).map(({ name }) => name)).toEqual(['v']);
      expect(await manager.owners(one)).toEqual([]);
      expect((await hostOf(v)).name).toBe('two');
      await manager.deallocate(v, two);
      expect(await used()).toBe('0/0/0/0 0/0/0/0');
      expect(await rows()).toEqual([]);
    });

    test('or stays, when the move is given up', async () => {
      await manager.beginMove(v, 'two');
      await manager.cancelMove(v);
      await manager.cancelMove(v);
      expect(await used()).toBe('4096/10/1/1 0/0/0/0');
      expect(await rows()).toEqual(['v.vmmanager|0|null|relation one', ...reserved]);
      expect(await refusal(manager.endMove(v))).toBe('VM_NOT_MOVING');
    });

    test('at once, with what was reserved and not what is asked for since', async () => {
      await setAmounts(v, { memory: 9000 });
      expect((await manager.move(v)).name).toBe('two');
      expect(await used()).toBe('0/0/0/0 4096/10/1/1');
    });

    test('again without harm, but not elsewhere meanwhile', async () => {
      const third = await createHost(inventory.clusto, 'third');
      await manager.insert(third);
      await manager.beginMove(v, two);
      await manager.beginMove(v, two);
      expect(await used()).toBe('4096/10/1/1 4096/10/1/0 0/0/0/0');
      expect(await refusal(manager.beginMove(v, third))).toBe('VM_MOVING');
      expect(await refusal(manager.beginMove(v))).toBe('VM_MOVING');
      expect(await refusal(manager.resize(v))).toBe('VM_MOVING');
      expect(await refusal(manager.remove(one))).toBe('VM_HOST_USED');
      expect(await refusal(manager.remove(two))).toBe('VM_HOST_USED');
    });

    test('to a host with room, unless by force', async () => {
      const w = await createMachine(inventory.clusto, 'w', { memory: 4097 });
      await manager.allocate(w, two);
      expect(await refusal(manager.beginMove(v, two))).toBe('VM_HOST_FULL');
      expect(await refusal(manager.beginMove(v))).toBe('VM_NO_HOST');
      expect(await refusal(manager.move(v, one))).toBe('VM_PLACED');
      expect(await refusal(manager.move(v, await createHost(inventory.clusto, 'foreign')))).toBe('VM_HOST_FOREIGN');
      await manager.reserve(two);
      await manager.move(v, two, { force: true });
      expect(await used()).toBe('0/0/0/0 8193/20/2/2');
    });

    test.each<[string, () => Promise<unknown>, string]>([
      ['the machine is deleted', () => v.delete(), '0/0/0/0 0/0/0/0'],
      ['it is deallocated', () => manager.deallocate(v), '0/0/0/0 0/0/0/0'],
      ['the attribute of the move is deleted', () => v.delAttrs({ subkey: 'moving_to' }), '0/0/0/0 0/0/0/0'],
      ['the target is deleted', () => two.delete(), '4096/10/1/1'],
      ['the source is deleted', () => one.delete(), '0/0/0/0'],
    ])('and nothing is left behind when %s meanwhile', async (_, end, left) => {
      await manager.beginMove(v, two);
      await end();
      expect(await used()).toBe(left);
      expect((await manager.machines()).map(({ movingTo }) => movingTo)).toEqual(left.startsWith('4096') ? [null] : []);
      await manager.deallocate(v).catch(() => undefined);
      await manager.allocate(await createMachine(inventory.clusto, 'next'));
      expect(await used()).toMatch(/^1024\/10\/1\/1/);
    });

    test('and is where it was when the transaction fails', async () => {
      const failing = inventory.clusto.transaction(async () => {
        await manager.move(v, two);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await used()).toBe('4096/10/1/1 0/0/0/0');
    });
  });
});
