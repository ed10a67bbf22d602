import { describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { useInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver } from './driver.ts';
import { initialise, openParts } from './open.ts';
import { migrations } from '../store/migrations/migrations.ts';

describe.each(databases)('versions on $name', (kind) => {
  const inventory = useInventory(kind, plainDrivers);
  const version = (): Promise<number> => inventory.clusto.version();

  test('the first after init is 2, and opening again makes none', async () => {
    const { clusto, dsn } = inventory;
    expect(await version()).toBe(2);
    expect((await inventory.open()).dsn).toBe(clusto.dsn);
    const parts = await openParts({ dsn, drivers: [], actor: 'a', source: 's' });
    expect(await initialise(parts)).toEqual({ before: migrations.length, after: migrations.length });
    await parts.store.close();
    expect(await version()).toBe(2);
    const meta = await clusto.getByName('clustometa');
    expect(await meta.attrValue({ key: 'schemaversion' })).toBe(migrations.length);
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
});
