import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver } from '../../inventory/driver.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { PenguinServer2U } from '../devices/penguin-server.ts';
import { Pool } from '../pools/pool.ts';
import { APCRack } from './apc-rack.ts';
import { BasicDatacenter } from './basic-datacenter.ts';
import { BasicRack } from './basic-rack.ts';

describe.each(databases)('a rack on $name', (kind) => {
  const inventory = useInventory(kind, [BasicRack, APCRack, BasicServer, PenguinServer2U, Pool, BasicDatacenter]);
  const rack = (name = 'r1'): Promise<BasicRack> => inventory.clusto.create(BasicRack, name);
  const server = (name = 's1'): Promise<BasicServer> => inventory.clusto.create(BasicServer, name);

  test('has a device in a unit, and the device knows', async () => {
    const { clusto } = inventory;
    const [r1, s1] = [await rack(), await server()];
    const before = await clusto.version();
    await r1.insert(s1, 13);
    expect(await clusto.version()).toBe(before + 1);
    expect(await r1.contents({ subkey: 'ru', number: 13 })).toEqual([s1]);
    expect(await s1.parents({ clustoDrivers: ['basicrack'] })).toEqual([r1]);
    expect(await r1.getDeviceIn(13)).toEqual(s1);
    expect(await r1.getDeviceIn(12)).toBeNull();
    expect(await BasicRack.getRackAndU(s1)).toEqual({ rack: r1, RU: [13] });
    expect(await BasicRack.getRackAndU(await server('s2'))).toBeNull();
  });

  test('has a device in adjacent units, in whatever order they are named, as one version', async () => {
    const { clusto } = inventory;
    const [r1, s1] = [await rack(), await server()];
    const before = await clusto.version();
    await r1.insert(s1, [10, 8, 9]);
    expect(await clusto.version()).toBe(before + 1);
    expect(await BasicRack.getRackAndU(s1)).toEqual({ rack: r1, RU: [8, 9, 10] });
    expect(await r1.contents()).toEqual([s1]);
    expect((await r1.contentAttrs()).map(String)).toEqual([
      'r1._contains|8|ru|relation s1',
      'r1._contains|9|ru|relation s1',
      'r1._contains|10|ru|relation s1',
    ]);
    await r1.remove(s1);
    expect(await BasicRack.getRackAndU(s1)).toBeNull();
    await r1.insert(s1, 9);
    expect(await BasicRack.getRackAndU(s1)).toEqual({ rack: r1, RU: [9] });
  });

  test.each([
    ['above the highest', 400],
    ['below the lowest', -13],
    ['zero', 0],
    ['no unit at all', undefined],
    ['text', '12'],
    ['a fraction', 1.5],
    ['true', true],
    ['null', null],
    ['an empty list', []],
    ['a list with text', [1, '2']],
    ['a list with a list', [[1]]],
    ['a list reaching above', [44, 45, 46]],
    ['the same unit twice', [1, 1]],
    ['a gap', [1, 2, 4]],
  ])('refuses %s', async (_, units) => {
    const [r1, s1] = [await rack(), await server()];
    await expect(r1.insert(s1, units as number)).rejects.toMatchObject({ code: 'RACK_UNIT_INVALID' });
    expect(await r1.contents()).toEqual([]);
  });

  test('says what is wrong with a unit', async () => {
    const [r1, s1] = [await rack(), await server()];
    const message = (units: unknown): Promise<unknown> => r1.insert(s1, units as number).catch(String);
    const start = 'TypeException: The rack unit';
    expect(await message(46)).toBe(`${start} 46 is not allowed: the highest of r1 is 45.`);
    expect(await message([4, 1, 2])).toBe(`${start} 4 is not allowed: it is not next to 2.`);
    expect(await message([2, 1, 2])).toBe(`${start} 2 is not allowed: it is named twice.`);
    expect(await message([])).toBe(`${start} [] is not allowed: no unit is named.`);
  });

  test('has as many units as its properties say', async () => {
    const { clusto } = inventory;
    const small = await clusto.create(APCRack, 'small', { minu: 3, maxu: 4 });
    const s1 = await server();
    await expect(small.insert(s1, 2)).rejects.toThrow('the lowest of small is 3');
    await expect(small.insert(s1, 5)).rejects.toThrow('the highest of small is 4');
    await small.insert(s1, [3, 4]);
    await expect(small.getDeviceIn(5)).rejects.toMatchObject({ code: 'RACK_UNIT_INVALID' });
    await expect(small.getDeviceIn('3' as unknown as number)).rejects.toMatchObject({ code: 'RACK_UNIT_INVALID' });
    await expect(small.getDeviceIn([3] as unknown as number)).rejects.toMatchObject({ code: 'RACK_UNIT_INVALID' });
    await small.setProperty('maxu', 50);
    await small.insert(await server('s2'), 50);
  });

  test('refuses an occupied unit by naming the lowest one, and nothing is changed', async () => {
    const { clusto } = inventory;
    const [r1, s1, s2] = [await rack(), await server(), await server('s2')];
    await r1.insert(s1, [5, 6]);
    const before = await clusto.version();
    await expect(r1.insert(s2, [7, 6, 5, 4])).rejects.toThrow(
      `Rack unit 5 of ${String(r1)} is taken by ${String(s1)}.`,
    );
    expect(await clusto.version()).toBe(before);
    expect(await BasicRack.getRackAndU(s2)).toBeNull();
  });

  test('does not mix up unit 1 and unit 11', async () => {
    const [r1, s1, s2] = [await rack(), await server(), await server('s2')];
    await r1.insert(s1, 11);
    await r1.insert(s2, 1);
    expect([await r1.getDeviceIn(11), await r1.getDeviceIn(1)]).toEqual([s1, s2]);
  });

  test('refuses a device that is in a rack, this one included', async () => {
    const { clusto } = inventory;
    const [r1, s1] = [await rack(), await server()];
    const other = await clusto.create(APCRack, 'r2');
    await r1.insert(s1, 1);
    await expect(other.insert(s1, 1)).rejects.toThrow(`${String(s1)} is already in the rack ${String(r1)}.`);
    await expect(r1.insert(s1, 2)).rejects.toMatchObject({ code: 'RACK_SECOND' });
    expect(await BasicRack.getRackAndU(s1)).toEqual({ rack: r1, RU: [1] });
  });

  test('is not guessed for a device that an old database has in two', async () => {
    const { clusto } = inventory;
    const [r1, r2, s1] = [await rack(), await rack('r2'), await server()];
    await r1.insert(s1, 1);
    await clusto.write((writer) => writer.addMembership(r2.id, s1.id, 1, 'ru'));
    await expect(BasicRack.getRackAndU(s1)).rejects.toMatchObject({ code: 'RACK_SECOND' });
  });

  test('takes devices only, also such that are in pools', async () => {
    const { clusto } = inventory;
    const [r1, s1] = [await rack(), await server()];
    for (const thing of [
      await clusto.create(Driver, 'thing'),
      await clusto.create(Pool, 'p'),
      's1' as unknown as Driver,
    ])
      await expect(r1.insert(thing, 'x' as unknown as number)).rejects.toMatchObject({ code: 'RACK_NOT_A_DEVICE' });
    await (await clusto.getByName('p')).insert(s1);
    await r1.insert(s1, 1);
    await (await clusto.create(BasicDatacenter, 'dc')).insert(r1);
    expect(await BasicRack.getRackAndU(s1)).toMatchObject({ RU: [1] });
  });

  test('gives a device the units that its class says', async () => {
    const { clusto } = inventory;
    const r1 = await rack();
    const high = await clusto.create(PenguinServer2U, 'high');
    await expect(r1.insert(high, 1)).rejects.toThrow(`${String(high)} takes 2 rack unit(s), not 1.`);
    await expect(r1.insert(high, [1, 2, 3])).rejects.toMatchObject({ code: 'RACK_UNITS_MISMATCH' });
    await r1.insert(high, [1, 2]);
  });

  test('gives a unit to one of two processes', async () => {
    const [r1, s1] = [await rack(), await server()];
    await server('s2');
    const other = await inventory.open();
    const [r2, s2] = [await other.getByName('r1', BasicRack), await other.getByName('s2')];
    const results = await Promise.allSettled([r1.insert(s1, [1, 2]), r2.insert(s2, [2, 3])]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ code: 'RACK_UNIT_TAKEN' });
    expect(await r1.contents()).toHaveLength(1);
  });

  test('is read as it was', async () => {
    const { clusto } = inventory;
    const [r1, s1] = [await rack(), await server()];
    await r1.insert(s1, 1);
    const then = clusto.at(await clusto.version());
    await r1.remove(s1);
    expect(await BasicRack.getRackAndU(await then.getByName('s1'))).toMatchObject({ RU: [1] });
    expect(String(await (await then.getByName('r1', BasicRack)).getDeviceIn(1))).toBe(String(s1));
  });
});
