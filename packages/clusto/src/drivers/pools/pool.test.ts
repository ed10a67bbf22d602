import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver } from '../../inventory/driver.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { PenguinServer } from '../devices/penguin-server.ts';
import { BasicDatacenter } from '../locations/basic-datacenter.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { ExclusivePool } from './exclusive-pool.ts';
import { Pool } from './pool.ts';
import { UniquePool } from './unique-pool.ts';

class EnvironmentPool extends UniquePool {
  static override readonly driverName: string = 'environment_pool';
}
class TeamPool extends UniquePool {
  static override readonly driverName: string = 'team_pool';
}
class SparePool extends ExclusivePool {
  static override readonly driverName: string = 'spare_pool';
}
const drivers = [Pool, UniquePool, ExclusivePool, EnvironmentPool, TeamPool, SparePool];

describe.each(databases.slice(0, 1))('pools', (kind) => {
  const inventory = useInventory(kind, [...drivers, BasicRack, BasicDatacenter, BasicServer, PenguinServer]);
  const pool = (name: string, driver: typeof Pool = Pool): Promise<Pool> => inventory.clusto.create(driver, name);
  const thing = (name = 'd1'): Promise<Driver> => inventory.clusto.create(Driver, name);
  const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name);

  test('hold an entity once', async () => {
    const [p1, d1] = [await pool('p1'), await thing()];
    await p1.insert(d1);
    await expect(p1.insert(d1)).rejects.toMatchObject({
      code: 'POOL_MEMBER_EXISTS',
      name: 'PoolException',
      message: `${String(d1)} is already in ${String(p1)}.`,
    });
    await expect(p1.insert('d1' as unknown as Driver)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect([await p1.isParent(d1), await p1.isParent(await thing('d2'))]).toEqual([true, false]);
    await expect((await pool('p2')).isParent(p1)).resolves.toBe(false);
  });

  test('are found from a thing, in the order of a walk upwards, each once', async () => {
    const [a, b, c] = [await pool('A'), await pool('B'), await pool('C')];
    const [a1, b1, b2, c1] = [await pool('A1'), await pool('B1'), await pool('B2'), await pool('C1')];
    const d = await thing();
    for (const [container, member] of [
      [a, d],
      [b, d],
      [c, d],
      [a1, a],
      [b2, a],
      [b1, b],
      [a1, b],
      [c1, c],
    ] as const)
      await container.insert(member);
    expect(names(await Pool.getPools(d))).toEqual(['A', 'B', 'C', 'A1', 'B2', 'B1', 'C1']);
    expect(names(await Pool.getPools(d, false))).toEqual(['A', 'B', 'C']);
    expect(await Pool.getPools(await thing('d2'))).toEqual([]);
    await expect(Pool.getPools('d1' as unknown as Driver)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('are found through pools only', async () => {
    const { clusto } = inventory;
    const [p1, rack, server] = [
      await pool('p1'),
      await clusto.create(BasicRack, 'r1'),
      await clusto.create(BasicServer, 's1'),
    ];
    await rack.insert(server, 1);
    await p1.insert(rack);
    expect(await Pool.getPools(server)).toEqual([]);
    expect(names(await server.parents({ searchParents: true, clustoTypes: ['pool'] }))).toEqual(['p1']);
    await (await pool('x1', ExclusivePool)).insert(server);
    expect(names(await Pool.getPools(server))).toEqual(['x1']);
  });

  test('whose driver is not loaded are pools all the same', async () => {
    const d1 = await thing();
    await (await pool('e1', EnvironmentPool)).insert(d1);
    const other = await inventory.open({ drivers: [Pool, ExclusivePool] });
    const seen = await other.getByName('d1');
    expect(names(await Pool.getPools(seen))).toEqual(['e1']);
    const exclusive = await other.create(ExclusivePool, 'x1');
    await expect(exclusive.insert(seen)).rejects.toMatchObject({ code: 'POOL_EXCLUSIVE' });
  });

  test.each([ExclusivePool, SparePool])('%o shares no member with another pool', async (driver) => {
    const [exclusive, plain, d1, d2] = [await pool('x', driver), await pool('p'), await thing(), await thing('d2')];
    await exclusive.insert(d1);
    await expect(plain.insert(d1)).rejects.toMatchObject({
      code: 'POOL_EXCLUSIVE_MEMBER',
      message: `${String(d1)} is already in ExclusivePool(s) [${String(exclusive)}].`,
    });
    await expect(exclusive.insert(d1)).rejects.toMatchObject({ code: 'POOL_MEMBER_EXISTS' });
    await plain.insert(d2);
    await expect(exclusive.insert(d2)).rejects.toMatchObject({
      code: 'POOL_EXCLUSIVE',
      message: `${String(d2)} cannot be put into the ExclusivePool ${String(exclusive)}: it is already in Pool(s) [${String(plain)}].`,
    });
    await exclusive.remove(d1);
    await plain.insert(d1);
    for (const unique of [await pool('e', EnvironmentPool), await pool('u', UniquePool)])
      await expect(unique.insert(d1)).resolves.toBeUndefined();
  });

  test('an exclusive one counts the pools of pools too', async () => {
    const [exclusive, inner, outer, d1] = [
      await pool('x', ExclusivePool),
      await pool('i'),
      await pool('o'),
      await thing(),
    ];
    await outer.insert(inner);
    await inner.insert(d1);
    await expect(exclusive.insert(d1)).rejects.toThrow(`[${String(inner)}, ${String(outer)}]`);
    expect(names(await d1.parents())).toEqual(['i']);
  });

  test('places do not care about exclusive ones', async () => {
    const [exclusive, d1] = [await pool('x', ExclusivePool), await thing()];
    await exclusive.insert(d1);
    await (await inventory.clusto.create(BasicDatacenter, 'dc')).insert(d1);
    expect(names(await d1.parents())).toEqual(['x', 'dc']);
  });

  test('a unique one excludes those of its driver, and says it in the words that are known', async () => {
    const server = await inventory.clusto.create(PenguinServer, 's0001');
    const [development, production] = [
      await pool('development', EnvironmentPool),
      await pool('production', EnvironmentPool),
    ];
    await development.insert(server);
    const error = await production.insert(server).catch(String);
    expect(error).toBe(
      'PoolException: PenguinServer(name=s0001, type=server, driver=penguinserver) is already in UniquePool(s) ' +
        '[EnvironmentPool(name=development, type=pool, driver=environment_pool)].',
    );
    await (await pool('team', TeamPool)).insert(server);
    await (await pool('unique', UniquePool)).insert(server);
    await (await pool('plain')).insert(server);
    await expect((await pool('team2', TeamPool)).insert(server)).rejects.toMatchObject({ code: 'POOL_UNIQUE' });
    expect(names(await server.parents())).toEqual(['development', 'team', 'unique', 'plain']);
    await development.remove(server);
    await production.insert(server);
  });

  test('lend their attributes, keep their members without attributes, and are dissolved', async () => {
    const [p1, d1, d2] = [await pool('p1'), await thing(), await thing('d2')];
    await p1.addAttr({ key: 'foo', value: 1 });
    await p1.insert(d1);
    await p1.insert(d2);
    await d2.addAttr({ key: 'foo', value: 2 });
    expect(await d1.attrValues({ mergeContainerAttrs: true })).toEqual([1]);
    expect(await d2.attrValues({ mergeContainerAttrs: true })).toEqual([2, 1]);
    await p1.delAttrs();
    expect(names(await p1.contents())).toEqual(['d1', 'd2']);
    await p1.delete();
    expect(await d1.parents()).toEqual([]);
  });

  test('do not go in circles, and a walk through some that do comes to an end', async () => {
    const { clusto } = inventory;
    const [p1, p2] = [await pool('p1'), await pool('p2')];
    await p1.insert(p2);
    await expect(p2.insert(p1)).rejects.toMatchObject({ code: 'CONTAINER_CYCLE' });
    await expect(p1.insert(p1)).rejects.toMatchObject({ code: 'CONTAINER_CYCLE' });
    await clusto.write((writer) => writer.addMembership(p2.id, p1.id, 0, null));
    expect(names(await Pool.getPools(p1))).toEqual(['p2', 'p1']);
  });
});

describe.each(databases)('pools on $name', (kind) => {
  const inventory = useInventory(kind, drivers);

  test('take a thing into one of two that exclude each other', async () => {
    const { clusto } = inventory;
    const [first, d1] = [await clusto.create(EnvironmentPool, 'first'), await clusto.create(Driver, 'd1')];
    await clusto.create(EnvironmentPool, 'second');
    const other = await inventory.open();
    const second = await other.getByName('second');
    const results = await Promise.allSettled([first.insert(d1), second.insert(await other.getByName('d1'))]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ code: 'POOL_UNIQUE' });
    expect(await d1.parents()).toHaveLength(1);
  });
});
