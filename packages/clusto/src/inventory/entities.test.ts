import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver, type DriverClass } from './driver.ts';

describe.each(databases)('entities on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;

  beforeEach(() => {
    count += 1;
  });

  const make = <Thing extends Driver>(driver: DriverClass<Thing>, name: string): Promise<Thing> =>
    inventory.clusto.create(driver, `${name}${count}`);

  test('a new one has its name, type and driver, and reads so in one line', async () => {
    const box = await make(Box, 'box');
    expect([box.name, box.type, box.driver]).toEqual([`box${count}`, 'server', 'box']);
    expect(String(box)).toBe(`Box(name=box${count}, type=server, driver=box)`);
    expect(JSON.stringify(box)).toBe(JSON.stringify({ name: `box${count}`, type: 'server', driver: 'box' }));
    const found = await inventory.clusto.getByName(box.name);
    expect(found).toBeInstanceOf(Box);
    expect(found.equals(box)).toBe(true);
    expect(found.equals(await make(Box, 'other'))).toBe(false);
  });

  test('fields cannot be assigned', async () => {
    const box = await make(Box, 'box');
    for (const field of ['name', 'type', 'driver'])
      expect(() => Object.assign(box, { [field]: 'other' })).toThrow(TypeError);
  });

  test('names differ by case, and may hold anything printable', async () => {
    const names = ['Server', 'server', 'SERVER', 'a b', 'ünï 🐧', '%', '_', "o'x", '"', '\\', '*', 'x'.repeat(255)];
    for (const name of names) await make(Driver, name.slice(0, 250));
    for (const name of names) {
      const full = `${name.slice(0, 250)}${count}`;
      expect((await inventory.clusto.getByName(full)).name).toBe(full);
      expect((await inventory.clusto.getByNames([full]))[0]?.name).toBe(full);
    }
  });

  test('a name is taken once, and refused names leave nothing', async () => {
    const before = await inventory.clusto.version();
    for (const name of ['', 'a/b', 'a\nb', 'a\0b', 'x'.repeat(256), '\ud800', 7, null])
      expect(await refusal(inventory.clusto.create(Driver, name as string))).toBe('NAME_INVALID');
    expect(await inventory.clusto.version()).toBe(before);
    const box = await make(Box, 'box');
    await expect(make(Driver, 'box')).rejects.toMatchObject({ name: 'NameException', code: 'NAME_TAKEN' });
    expect(await refusal((await make(Driver, 'other')).rename(box.name))).toBe('NAME_TAKEN');
    expect(await inventory.clusto.version()).toBe(before + 2);
  });

  test('renaming keeps identity, attributes, references, members, their order, and counters', async () => {
    const { clusto } = inventory;
    const [box, friend, group, shelf] = [
      await clusto.create(Box, `box${count}`, { height: 3 }),
      await make(Driver, 'friend'),
      await make(Group, 'group'),
      await make(Shelf, 'shelf'),
    ];
    for (const value of ['same', 'same', 'same']) await box.addAttr({ key: 'k', number: true, value });
    await box.addAttr({ key: 'height', value: 'not the property' });
    await box.addAttr({ key: '_h', value: 1 });
    await friend.addAttr({ key: 'likes', value: box });
    await group.insert(box);
    await group.insert(friend);
    await shelf.place(box, 7, 8);
    await box.insert(await make(Driver, 'inside'));
    const attributes = (await box.attrs({ ignoreHidden: false })).map(String);
    const version = await clusto.version();

    const renamed = await clusto.rename(box.name, `new${count}`);
    expect(await clusto.version()).toBe(version + 1);
    expect([renamed.id, renamed.name, renamed.driver]).toEqual([box.id, `new${count}`, 'box']);
    expect(await refusal(clusto.getByName(box.name))).toBe('ENTITY_NOT_FOUND');
    const found = await clusto.getByName(`new${count}`, Box);
    const now = (await found.attrs({ ignoreHidden: false })).map(String);
    expect(now).toEqual(attributes.map((text) => text.replace(`box${count}.`, `new${count}.`)));
    expect(await found.getProperty('height')).toBe(3);
    expect((await friend.attrValue({ key: 'likes' })) as Driver).toMatchObject({ id: box.id, name: `new${count}` });
    expect((await group.contents()).map(({ name }) => name)).toEqual([`new${count}`, `friend${count}`]);
    expect((await found.parents()).map(({ id }) => id)).toEqual([group.id, shelf.id]);
    expect((await shelf.contentAttrs()).map(({ number }) => number)).toEqual([7, 8]);
    expect((await found.addAttr({ key: 'k', number: true, value: 1 })).number).toBe(3);

    const before = clusto.at(version);
    expect((await before.getByName(box.name)).id).toBe(box.id);
    expect(await refusal(before.getByName(`new${count}`))).toBe('ENTITY_NOT_FOUND');
    const members = await (await before.getByName(group.name)).contents();
    expect(members.map(({ name }) => name)).toEqual([`box${count}`, `friend${count}`]);
  });

  test('renaming through the object renames the object, unless it is undone', async () => {
    const box = await make(Box, 'box');
    await box.rename(`second${count}`);
    expect(box.name).toBe(`second${count}`);
    const version = await inventory.clusto.version();
    await box.rename(`second${count}`);
    expect(await inventory.clusto.version()).toBe(version);
    const failing = inventory.clusto.transaction(async () => {
      await box.rename(`third${count}`);
      await box.rename(`fourth${count}`);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(box.name).toBe(`second${count}`);
    await inventory.clusto.transaction(async () => {
      const part = inventory.clusto.transaction(async () => {
        await box.rename(`third${count}`);
        throw new Error('no');
      });
      await expect(part).rejects.toThrow('no');
      expect(box.name).toBe(`second${count}`);
    });
    await box.rename(`third${count}`);
    expect((await inventory.clusto.getByName(`third${count}`)).id).toBe(box.id);
  });

  test('an object whose creation was undone stands for nothing, not for the next entity', async () => {
    const { clusto } = inventory;
    let lost: Driver | undefined;
    const creation = clusto.transaction(async () => {
      lost = await make(Box, 'lost');
      throw new Error('no');
    });
    await expect(creation).rejects.toThrow('no');
    const next = await make(Box, 'next');
    expect(next.equals(lost)).toBe(false);
    expect(await refusal((lost as Driver).addAttr({ key: 'a', value: 1 }))).toBe('ENTITY_GONE');
    expect(await next.hasAttr({ key: 'a' })).toBe(false);
  });

  test('names can be swapped in one transaction', async () => {
    const [a, b] = [await make(Box, 'a'), await make(Group, 'b')];
    await inventory.clusto.transaction(async () => {
      await a.rename(`swap${count}`);
      await b.rename(`a${count}`);
      await a.rename(`b${count}`);
    });
    expect((await inventory.clusto.getByName(`a${count}`)).id).toBe(b.id);
    expect((await inventory.clusto.getByName(`b${count}`)).id).toBe(a.id);
  });

  test('changing the driver changes driver and type, and nothing else', async () => {
    const { clusto } = inventory;
    const box = await make(Box, 'box');
    const group = await make(Group, 'group');
    await group.insert(box);
    await box.addAttr({ key: 'k', number: true, value: 1 });
    const attributes = (await box.attrs()).map(String);
    const version = await clusto.version();
    const changed = await clusto.changeDriver(box, Shelf);
    expect(changed).toBeInstanceOf(Shelf);
    expect([changed.id, changed.name, changed.type, changed.driver]).toEqual([box.id, box.name, 'rack', 'shelf']);
    expect(await clusto.version()).toBe(version + 1);
    expect((await changed.attrs()).map(String)).toEqual(attributes);
    expect((await group.contents({ clustoTypes: ['rack'] })).map(({ id }) => id)).toEqual([box.id]);
    expect(await clusto.at(version).getByName(box.name)).toBeInstanceOf(Box);
    await clusto.changeDriver(box.name, 'shelf');
    expect(await clusto.version()).toBe(version + 1);
    expect((await changed.addAttr({ key: 'k', number: true, value: 1 })).number).toBe(1);
    expect(await refusal(clusto.changeDriver(box, 'nonesuch'))).toBe('DRIVER_UNKNOWN');
    expect(await refusal(clusto.changeDriver(box, 5 as never))).toBe('ARGUMENT_INVALID');
    expect(await refusal(clusto.changeDriver('nonesuch', Box))).toBe('ENTITY_NOT_FOUND');
  });

  test('objects that were read before a change do not bring back what they know', async () => {
    const { clusto } = inventory;
    const box = await make(Box, 'box');
    const old = await clusto.getByName(box.name);
    await clusto.changeDriver(box, Shelf);
    await old.rename(`new${count}`);
    expect(await clusto.getByName(`new${count}`)).toBeInstanceOf(Shelf);
    await make(Driver, 'box');
    expect((await clusto.changeDriver(box, Group)).name).toBe(`new${count}`);
    await box.rename(`newer${count}`);
    await old.rename(`new${count}`);
    expect((await clusto.getByName(`new${count}`)).id).toBe(box.id);
  });

  test('one whose driver is not loaded reads as the base class', async () => {
    const box = await make(Box, 'box');
    await box.addAttr({ key: 'a', value: 1 });
    const other = await inventory.open({ drivers: [] });
    const plain = await other.getByName(box.name);
    expect(String(plain)).toBe(`Driver(name=box${count}, type=server, driver=box)`);
    expect(await plain.attrValue({ key: 'a' })).toBe(1);
    expect((await other.getEntities()).length).toBe((await inventory.clusto.getEntities()).length);
    await plain.rename(`new${count}`);
    expect(await inventory.clusto.getByName(`new${count}`)).toBeInstanceOf(Box);
  });
});
