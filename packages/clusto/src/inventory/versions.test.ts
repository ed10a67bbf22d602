import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { useInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver } from './driver.ts';
import { initialise, openParts } from './open.ts';

describe.each(databases)('versions on $name', (kind) => {
  const inventory = useInventory(kind, plainDrivers);
  const version = (): Promise<number> => inventory.clusto.version();

  test('the first after init is 2, and opening again makes none', async () => {
    const { clusto, dsn } = inventory;
    expect(await version()).toBe(2);
    expect((await inventory.open()).dsn).toBe(clusto.dsn);
    const parts = await openParts({ dsn, drivers: [], actor: 'a', source: 's' });
    expect(await initialise(parts)).toEqual({ before: 1, after: 1 });
    await parts.store.close();
    expect(await version()).toBe(2);
    const meta = await clusto.getByName('clustometa');
    expect(await meta.attrValue({ key: 'schemaversion' })).toBe(1);
  });

  test('every operation is one, whatever it does; what changes nothing is none', async () => {
    const { clusto } = inventory;
    const costs = async (work: () => Promise<unknown>): Promise<number> => {
      const before = await version();
      await work();
      return (await version()) - before;
    };
    let [box, group, shelf] = [] as unknown as [Box, Group, Shelf];
    expect(await costs(async () => (box = await clusto.create(Box, 'box', { model: 'm' })))).toBe(1);
    expect(await costs(async () => (group = await clusto.create(Group, 'group')))).toBe(1);
    shelf = await clusto.create(Shelf, 'shelf');
    const costing = [
      [1, () => box.addAttr({ key: 'a', number: true, value: 1 })],
      [1, () => box.setAttr({ key: 'b', value: 1 })],
      [1, () => box.setAttr({ key: 'b', value: 2 })],
      [0, () => box.setAttr({ key: 'b', value: 2 })],
      [1, () => box.setProperty('model', 'n')],
      [0, () => box.setProperty('model', 'n')],
      [1, () => group.insert(box)],
      [1, () => shelf.place(box, 1, 2, 3)],
      [1, () => shelf.remove(box)],
      [0, () => shelf.remove(box)],
      [1, () => box.rename('new')],
      [0, () => box.rename('new')],
      [1, () => clusto.changeDriver(box, Shelf)],
      [0, () => clusto.changeDriver(box, Shelf)],
      [1, () => box.delAttrs()],
      [0, () => box.delAttrs()],
      [0, () => clusto.getOrCreate('new', Box)],
      [1, () => clusto.delete('new')],
      [0, () => clusto.transaction(async () => undefined)],
      [0, () => clusto.transaction(() => clusto.getEntities())],
      [
        1,
        () =>
          clusto.transaction(async () => {
            for (const name of ['x', 'y']) await clusto.create(Box, name);
            await group.insert(await clusto.getByName('x'));
            await clusto.delete('y');
          }),
      ],
    ] as const;
    for (const [count, work] of costing) expect([await costs(work), String(work)]).toEqual([count, String(work)]);
  });

  test('two entities are two, and a name that is used again is later', async () => {
    const { clusto } = inventory;
    const start = await version();
    const first = await clusto.create(Driver, 'one');
    await clusto.create(Driver, 'two');
    expect(await version()).toBe(start + 2);
    await first.delete();
    await clusto.create(Driver, 'one');
    expect(await version()).toBe(start + 4);
    const counts = [0, 1, 2, 1, 2];
    for (const [index, count] of counts.entries())
      expect((await clusto.at(start + index).getEntities()).length).toBe(count);
    expect(await clusto.at(start + 3).getByNames(['one', 'two'])).toMatchObject([null, { name: 'two' }]);
  });

  test('say who, when, from where and why', async () => {
    const { clusto, clock } = inventory;
    clock.advance(1500);
    await clusto.transaction({ message: 'rack move', actor: 'ann', source: 'cli' }, async () => {
      await clusto.create(Driver, 'one');
      await clusto.transaction({ message: 'not this' }, () => clusto.create(Driver, 'two'));
    });
    clock.advance(1000);
    await clusto.create(Driver, 'three');
    expect(await clusto.versions({ limit: 2 })).toEqual([
      { number: 4, time: new Date('2026-01-01T00:00:02.5Z'), actor: 'tester', message: null, source: 'test' },
      { number: 3, time: new Date('2026-01-01T00:00:01.5Z'), actor: 'ann', message: 'rack move', source: 'cli' },
    ]);
    expect((await clusto.versions({ before: 3 })).map(({ number }) => number)).toEqual([2, 1]);
    expect((await clusto.versions()).length).toBe(4);
    expect((await clusto.at(3).versions()).map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(await clusto.versions({ limit: 0 })).toEqual([]);
    for (const options of [{ limit: -1 }, { limit: Number.NaN }, { before: 1.5 }])
      expect(await refusal(clusto.versions(options))).toBe('ARGUMENT_INVALID');
    for (const note of [{ message: 'a\0b' }, { actor: 5 as never }, { source: '\0' }])
      expect(await refusal(clusto.transaction(note, () => clusto.create(Driver, 'x')))).toBe('ARGUMENT_INVALID');
  });

  test('a message of a transaction that wrote nothing is not that of the next', async () => {
    const { clusto } = inventory;
    await clusto.transaction({ message: 'nothing' }, () => clusto.getEntities());
    await clusto.create(Driver, 'one');
    expect((await clusto.versions({ limit: 1 }))[0]?.message).toBe(null);
  });

  test('their times never go back, though the clock may', async () => {
    const { clusto, clock } = inventory;
    clock.set(new Date('2026-06-01T00:00:00Z'));
    await clusto.create(Driver, 'one');
    clock.set(new Date('2020-01-01T00:00:00Z'));
    await clusto.create(Driver, 'two');
    const times = (await clusto.versions({ limit: 2 })).map(({ time }) => time.toISOString());
    expect(times).toEqual(['2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z']);
    expect((await clusto.at('2026-06-01T00:00:00Z').getEntities()).length).toBe(2);
  });

  describe('an older view', () => {
    beforeEach(async () => {
      const { clusto, clock } = inventory;
      for (const name of ['day1', 'day2', 'day3']) {
        clock.advance(86_400_000);
        await clusto.create(Driver, name);
      }
    });

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
      expect((await view.getEntities()).map(({ name }) => name)).toEqual(
        ['day1', 'day2', 'day3'].slice(0, Math.max(0, number - 2)),
      );
      expect(view.isPast).toBe(true);
    });

    test('of a time to come stays what it was when it was first read', async () => {
      const view = inventory.clusto.at(new Date('2030-01-01T00:00:00Z'));
      expect(await view.version()).toBe(5);
      await inventory.clusto.create(Driver, 'day4');
      expect(await view.version()).toBe(5);
      expect((await view.getEntities()).length).toBe(3);
    });

    test('that does not exist yet is refused until it does', async () => {
      const view = inventory.clusto.at(6);
      await expect(view.getEntities()).rejects.toMatchObject({
        code: 'VERSION_UNKNOWN',
        detail: { version: 6, latest: 5 },
      });
      expect(await refusal(view.version())).toBe('VERSION_UNKNOWN');
      await inventory.clusto.create(Driver, 'day4');
      expect((await view.getEntities()).length).toBe(4);
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
      const [one, two] = [await view.getByName('day1'), await view.getByName('day2')];
      const attempts = [
        () => view.create(Driver, 'x'),
        () => view.getOrCreate('x', Driver),
        () => view.rename('day1', 'x'),
        () => view.changeDriver('day1', Box),
        () => view.delete('day1'),
        () => view.transaction(async () => undefined),
        () => view.write(async () => undefined),
        () => one.addAttr({ key: 'a', value: 1 }),
        () => one.setAttr({ key: 'a', value: 1 }),
        () => one.delAttrs(),
        () => one.setProperty('a' as never, 1),
        () => one.insert(two),
        () => one.remove(two),
        () => one.rename('x'),
        () => one.delete(),
      ];
      for (const attempt of attempts) expect(await refusal(attempt())).toMatch(/^(VIEW_READ_ONLY|PROPERTY_UNKNOWN)$/);
      await expect(view.create(Driver, 'x')).rejects.toMatchObject({ name: 'TransactionException' });
      expect(await version()).toBe(5);
      expect((await view.getOrCreate('day1', Box)).name).toBe('day1');
    });

    test('closes nothing', async () => {
      await inventory.clusto.at(5).close();
      expect((await inventory.clusto.getEntities()).length).toBe(3);
    });

    test('read in a transaction does not show what the transaction writes', async () => {
      const { clusto } = inventory;
      const now = clusto.at(5);
      await clusto.transaction(async () => {
        await clusto.delete('day1');
        await (await clusto.getByName('day2')).addAttr({ key: 'a', value: 1 });
        expect((await now.getEntities()).length).toBe(3);
        expect(await (await now.getByName('day2')).attrs()).toEqual([]);
        expect((await clusto.getEntities()).length).toBe(2);
      });
      expect((await now.getEntities()).length).toBe(3);
    });
  });
});
