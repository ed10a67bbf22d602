import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { createHost, createMachine, vmDrivers } from '../../../../../tests/support/vm-hosts.ts';
import type { Driver } from '../../inventory/driver.ts';
import { VMManager } from './vm-manager.ts';

describe.each(databases)('the capacity of hosts on $name', (kind) => {
  const inventory = useInventory(kind, vmDrivers);
  let manager: VMManager;
  let hosts: Driver[];

  beforeEach(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      manager = await clusto.create(VMManager, 'vms', { memoryRatio: 1.5, cpuRatio: 2.3 });
      hosts = [await createHost(clusto, 'one'), await createHost(clusto, 'two', { memory: 1001 })];
      for (const host of hosts) await manager.insert(host);
    });
  });

  test('is what they have times the ratio, less what is reserved', async () => {
    const { clusto } = inventory;
    await manager.allocate(await createMachine(clusto, 'v', { memory: 1501, cpucount: 18 }), 'two');
    const { hosts: each, total } = await manager.capacity();
    expect(each.map(({ host, ...rest }) => ({ host: host.name, ...rest }))).toMatchObject([
      {
        host: 'one',
        memory: { total: 12_288, used: 0, free: 12_288 },
        disk: { total: 100, used: 0, free: 100 },
        cpucount: { total: 18, used: 0, free: 18 },
        isReserved: false,
        machines: 0,
      },
      {
        host: 'two',
        memory: { total: 1501, used: 1501, free: 0 },
        disk: { free: 90 },
        cpucount: { free: 0 },
        machines: 1,
      },
    ]);
    expect(total).toEqual({
      hosts: 2,
      memory: { total: 13_789, used: 1501, free: 12_288 },
      disk: { total: 200, used: 10, free: 190 },
      cpucount: { total: 36, used: 18, free: 18 },
      reserved: 0,
      machines: 1,
    });
  });

  test('follows the host and the ratios, which may leave less than is used', async () => {
    await manager.allocate(await createMachine(inventory.clusto, 'v', { memory: 1500 }), 'two');
    await manager.setProperty('memoryRatio', 0.5);
    await hosts[1]?.setAttr({ key: 'system', subkey: 'disk', value: 5.9 });
    await hosts[1]?.delAttrs({ key: 'system', subkey: 'cpucount' });
    const [, two] = (await manager.capacity()).hosts;
    expect(two).toMatchObject({
      memory: { total: 500, used: 1500, free: 0 },
      disk: { total: 5, used: 10, free: 0 },
      cpucount: { total: 0, used: 1, free: 0 },
    });
    const w = await createMachine(inventory.clusto, 'w');
    expect((await manager.allocate(w, undefined)).value).toMatchObject({ name: 'one' });
  });

  test.each([
    ['memoryRatio', 0],
    ['diskRatio', -1],
    ['cpuRatio', Number.MIN_SAFE_INTEGER],
  ] as const)('has no ratio %s of %d', async (name, value) => {
    expect(await refusal(inventory.clusto.create(VMManager, 'bad', { [name]: value }))).toBe('MANAGER_INVALID');
    await manager.setProperty(name, value);
    expect(await refusal(manager.capacity())).toBe('MANAGER_INVALID');
    expect(await refusal(manager.allocate(await createMachine(inventory.clusto, 'v')))).toBe('MANAGER_INVALID');
  });

  test('is filled as the manager says, or the caller', async () => {
    const { clusto } = inventory;
    const place = async (name: string, options = {}): Promise<string> =>
      String((await manager.allocate(await createMachine(clusto, name, { memory: 10 }), undefined, options)).value);
    expect(await place('a')).toContain('two');
    expect(await place('b', { placement: 'spread' })).toContain('one');
    await manager.setProperty('placement', 'spread');
    expect(await place('c')).toContain('one');
    expect(await place('d', { placement: 'pack' })).toContain('one');
    expect(await refusal(place('e', { placement: 'anywhere' }))).toBe('ARGUMENT_INVALID');
    await manager.setProperty('placement', 'anywhere');
    expect(await refusal(place('f'))).toBe('MANAGER_INVALID');
  });

  test('is closed to further machines by reservations, of as many hosts as wanted', async () => {
    const { clusto } = inventory;
    const v = await createMachine(clusto, 'v');
    await manager.allocate(v, 'one');
    const first = await manager.reserve('one');
    expect(await manager.reserve('one')).toMatchObject({ number: first.number });
    await manager.allocate(manager, 'two');
    expect((await manager.capacity()).total).toMatchObject({ reserved: 2, machines: 1 });
    const w = await createMachine(clusto, 'w');
    await expect(manager.allocate(w)).rejects.toMatchObject({ detail: { reasons: ['2 hosts reserved'] } });
    expect((await manager.machines()).map(({ machine }) => machine.name)).toEqual(['v']);
    await manager.unreserve('one');
    await manager.unreserve('one');
    await manager.deallocate(manager, 'two');
    expect((await manager.capacity()).total.reserved).toBe(0);
    await manager.allocate(w);
    expect(await refusal(manager.reserve(await createHost(clusto, 'foreign')))).toBe('VM_HOST_FOREIGN');
    expect(await refusal(manager.allocate(manager))).toBe('ARGUMENT_INVALID');
  });

  test('of a host that is drained is closed, and the machines there are named', async () => {
    const { clusto } = inventory;
    for (const name of ['v', 'w', 'x']) await manager.allocate(await createMachine(clusto, name), 'one');
    await manager.beginMove(await clusto.getByName('w'), 'two', { force: true });
    expect((await manager.drain('one')).map(({ name }) => name)).toEqual(['v', 'w', 'x']);
    expect((await manager.drain('one')).length).toBe(3);
    expect((await manager.drain('two')).map(({ name }) => name)).toEqual([]);
    expect((await manager.capacity()).total.reserved).toBe(2);
  });
});
