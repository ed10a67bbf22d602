import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver, type DriverClass } from './driver.ts';

describe.each(databases)('deletion on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;

  beforeEach(() => {
    count += 1;
  });

  const make = <Thing extends Driver>(driver: DriverClass<Thing>, name: string): Promise<Thing> =>
    inventory.clusto.create(driver, `${name}${count}`);

  test('a deleted one is gone with all that is its own, and what it was can be read', async () => {
    const { clusto } = inventory;
    const [box, group, inside] = [await make(Box, 'box'), await make(Group, 'group'), await make(Driver, 'inside')];
    await group.insert(box);
    await box.insert(inside);
    await box.addAttr({ key: 'special', value: `v${count}` });
    await box.addAttr({ key: '_h', value: `v${count}` });
    const version = await clusto.version();
    await box.delete();
    expect(await clusto.version()).toBe(version + 1);
    expect((await clusto.getByNames([box.name]))[0]).toBe(null);
    expect(await clusto.getByAttr({ key: 'special', value: `v${count}` })).toEqual([]);
    expect(await clusto.getByAttr({ key: '*', glob: true, value: `v${count}` })).toEqual([]);
    expect(await clusto.getEntities({ attrs: [{ key: '_h', value: `v${count}` }] })).toEqual([]);
    expect(await group.contents()).toEqual([]);
    expect(await inside.parents()).toEqual([]);
    const before = await clusto.at(version).getByName(box.name);
    expect(await before.attrValue({ key: 'special' })).toBe(`v${count}`);
    expect((await before.contents()).map(({ name }) => name)).toEqual([inside.name]);
    expect((await before.parents()).map(({ name }) => name)).toEqual([group.name]);
    expect(await refusal(clusto.delete(box.name))).toBe('ENTITY_NOT_FOUND');
  });

  test('through an object of a deleted one nothing is written', async () => {
    const { clusto } = inventory;
    const [box, group, other] = [await make(Box, 'box'), await make(Group, 'group'), await make(Box, 'other')];
    await box.delete();
    const version = await clusto.version();
    const attempts = [
      () => box.addAttr({ key: 'a', value: 1 }),
      () => box.setAttr({ key: 'a', value: 1 }),
      () => box.delAttrs(),
      () => box.setProperty('model', 'x'),
      () => box.insert(other),
      () => box.remove(other),
      () => group.insert(box),
      () => box.rename('x'),
      () => box.delete(),
      () => clusto.rename(box, 'x'),
      () => clusto.changeDriver(box, Shelf),
      () => clusto.delete(box),
    ];
    for (const attempt of attempts) expect(await refusal(attempt())).toBe('ENTITY_GONE');
    // known to be there at first, and not after
    const within = clusto.transaction(async () => {
      await other.addAttr({ key: 'a', value: 1 });
      await clusto.delete(other.name);
      await other.addAttr({ key: 'a', value: 2 });
    });
    expect(await refusal(within)).toBe('ENTITY_GONE');
    expect(await clusto.version()).toBe(version);
  });

  test('a name that is used again is another entity', async () => {
    const first = await make(Box, 'box');
    await first.addAttr({ key: 'k', number: true, value: 'old' });
    await first.delete();
    const second = await make(Group, 'box');
    expect(second.equals(first)).toBe(false);
    expect(await second.attrs({ ignoreHidden: false })).toEqual([]);
    expect((await second.addAttr({ key: 'k', number: true, value: 'new' })).number).toBe(0);
    expect(await refusal(first.addAttr({ key: 'k', value: 1 }))).toBe('ENTITY_GONE');
    await inventory.clusto.transaction(async () => {
      await second.delete();
      const third = await make(Box, 'box');
      await third.delete();
      await make(Shelf, 'box');
    });
    expect(await inventory.clusto.getByName(second.name)).toBeInstanceOf(Shelf);
  });
});
