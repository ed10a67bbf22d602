import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory, type TestInventory, useInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver } from './driver.ts';

/** Versions 3, 4 and 5, on the three days after the one on which the inventory began. */
async function threeDays({ clusto, clock }: TestInventory): Promise<void> {
  for (const name of ['day1', 'day2', 'day3']) {
    clock.advance(86_400_000);
    await clusto.create(Box, name);
  }
}

describe.each(databases)('an older view on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);

  beforeAll(() => threeDays(inventory));

  test.each<[number | string | Date, number]>([
    [0, 0],
    [2, 2],
    [5, 5],
    ['2025-12-31T23:59:59.999Z', 0],
    ['2026-01-01T00:00:00Z', 2],
    ['2026-01-02', 3],
    ['2026-01-02T00:00:00.000Z', 3],
    ['2026-01-02T01:30:00+01:30', 3],
    ['2026-01-02T01:29:00+01:30', 2],
    ['2026-01-03T12:00Z', 4],
    [new Date('2026-01-03T23:59:59.999Z'), 4],
    [new Date('2030-01-01T00:00:00Z'), 5],
  ])('at %s is version %i', async (moment, number) => {
    const view = inventory.clusto.at(moment);
    expect(await view.version()).toBe(number);
    const days = ['day1', 'day2', 'day3'].slice(0, Math.max(0, number - 2));
    expect((await view.getEntities()).map(({ name }) => name)).toEqual(days);
    expect(view.isPast).toBe(true);
  });

  test.each(['yesterday', '', '2026-13-01', '2026-01-02T00:00:00', '2026-1-2', new Date(Number.NaN), null])(
    'at %o is no time',
    (moment) => {
      expect(() => inventory.clusto.at(moment as string)).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }));
    },
  );

  test.each([-1, 1.5, Number.NaN])('at %d is no version', (moment) => {
    expect(() => inventory.clusto.at(moment)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test('cannot be written, by any method', async () => {
    const view = inventory.clusto.at(5);
    const [one, two] = [await view.getByName('day1', Box), await view.getByName('day2')];
    const shelf = new Shelf(view, { id: one.id, name: 'day1', type: 'rack', driver: 'shelf' });
    const attempts = [
      () => view.create(Driver, 'x'),
      () => view.getOrCreate('x', Driver),
      () => view.rename('day1', 'x'),
      () => view.changeDriver('day1', Shelf),
      () => view.delete('day1'),
      () => view.transaction(async () => undefined),
      () => view.write(async () => undefined),
      () => one.addAttr({ key: 'a', value: 1 }),
      () => one.setAttr({ key: 'a', value: 1 }),
      () => one.delAttrs(),
      () => one.setProperty('model', 'x'),
      () => one.insert(two),
      () => one.remove(two),
      () => one.rename('x'),
      () => one.delete(),
      () => shelf.place(two, 1),
    ];
    for (const attempt of attempts)
      expect([String(attempt), await refusal(attempt())]).toEqual([String(attempt), 'VIEW_READ_ONLY']);
    await expect(view.create(Driver, 'x')).rejects.toMatchObject({ name: 'TransactionException' });
    expect(await inventory.clusto.version()).toBe(5);
    expect((await view.getOrCreate('day1', Shelf)).name).toBe('day1');
  });

  test('closes nothing', async () => {
    await inventory.clusto.at(5).close();
    expect((await inventory.clusto.getEntities()).length).toBe(3);
  });
});

describe.each(databases)('an older view on $name, while the inventory goes on,', (kind) => {
  const inventory = useInventory(kind, plainDrivers);

  beforeEach(() => threeDays(inventory));

  test('of a time to come stays what it was when it was first read', async () => {
    const view = inventory.clusto.at(new Date('2030-01-01T00:00:00Z'));
    expect(await view.version()).toBe(5);
    await inventory.clusto.create(Driver, 'day4');
    expect(await view.version()).toBe(5);
    expect((await view.getEntities()).length).toBe(3);
  });

  test('of a version that does not exist yet is refused until it does', async () => {
    const view = inventory.clusto.at(6);
    const detail = { version: 6, latest: 5 };
    await expect(view.getEntities()).rejects.toMatchObject({ code: 'VERSION_UNKNOWN', detail });
    expect(await refusal(view.version())).toBe('VERSION_UNKNOWN');
    await inventory.clusto.create(Driver, 'day4');
    expect((await view.getEntities()).length).toBe(4);
  });

  test('read in a transaction does not show what the transaction writes', async () => {
    const { clusto } = inventory;
    const now = clusto.at(5);
    await clusto.transaction(async () => {
      await clusto.delete('day1');
      await (await clusto.getByName('day2')).addAttr({ key: 'a', value: 1 });
      expect((await now.getEntities()).length).toBe(3);
      expect(await (await now.getByName('day2')).hasAttr({ key: 'a' })).toBe(false);
      expect((await clusto.getEntities()).length).toBe(2);
    });
    expect((await now.getEntities()).length).toBe(3);
  });
});
