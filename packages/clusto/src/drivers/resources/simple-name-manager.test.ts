import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver } from '../../inventory/driver.ts';
import { SimpleNameManager } from './simple-name-manager.ts';

interface Names {
  basename?: string;
  digits?: number;
  next?: number;
  leadingZeros?: boolean;
}

describe.each(databases)('SimpleNameManager on $name', (kind) => {
  const inventory = useInventory(kind, [SimpleNameManager]);
  const manager = (properties: Names, name = 'm'): Promise<SimpleNameManager> =>
    inventory.clusto.create(SimpleNameManager, name, properties);
  const thing = (name = 't'): Promise<Driver> => inventory.clusto.create(Driver, name);
  const take = async (from: SimpleNameManager, to: Driver, count: number): Promise<unknown[]> => {
    const taken: unknown[] = [];
    for (let index = 0; index < count; index += 1) taken.push((await from.allocate(to)).value);
    return taken;
  };

  test('hands out the lowest free names from 0 on', async () => {
    const [m, t] = [await manager({ basename: 'foo', digits: 4 }), await thing()];
    expect(await take(m, t, 3)).toEqual(['foo0000', 'foo0001', 'foo0002']);
    await m.deallocate(t, 'foo0001');
    await m.allocate(t, 'foo0003');
    await m.allocate(t, 'something else');
    expect(await take(m, t, 2)).toEqual(['foo0001', 'foo0004']);
    expect(await m.count()).toBe(6);
    expect((await m.owners('foo0004')).map(({ name }) => name)).toEqual(['t']);
    expect((await m.resources(t)).map(({ key }) => key)[0]).toBe('simplename');
  });

  test('begins at next, and ends with its digits', async () => {
    const t = await thing();
    const zeros = await manager({ basename: 'a', next: 98 }, 'zeros');
    const plain = await manager({ basename: 'bar', next: 95, leadingZeros: false }, 'plain');
    expect(await take(zeros, t, 2)).toEqual(['a98', 'a99']);
    expect(await take(plain, t, 5)).toEqual(['bar95', 'bar96', 'bar97', 'bar98', 'bar99']);
    for (const m of [zeros, plain])
      await expect(m.allocate(t)).rejects.toMatchObject({
        code: 'NAME_MANAGER_EXHAUSTED',
        name: 'SimpleNameManagerException',
        message: `${String(m)} has no names of 2 digits left.`,
      });
    await plain.setProperty('digits', 3);
    expect(await take(plain, t, 2)).toEqual(['bar100', 'bar101']);
    await plain.setProperty('next', 7);
    expect(await take(plain, t, 4)).toEqual(['bar7', 'bar8', 'bar9', 'bar10']);
  });

  test('skips what other managers have given out', async () => {
    const t = await thing();
    const same = await manager({ basename: 's', digits: 2 }, 'same');
    const other = await manager({ basename: 's1', digits: 1 }, 'other');
    expect(await take(other, t, 10)).toHaveLength(10);
    const m = await manager({ basename: 's', digits: 2 });
    expect(await take(same, t, 2)).toEqual(['s00', 's01']);
    expect(await take(m, t, 9)).toEqual(['s02', 's03', 's04', 's05', 's06', 's07', 's08', 's09', 's20']);
    await other.deallocate(t, 's15');
    expect(await take(m, t, 2)).toEqual(['s15', 's21']);
    await expect(m.allocate(t, 's16')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
  });

  test('reads properties that were stored as text', async () => {
    const [m, t] = [await manager({ basename: 's' }), await thing()];
    for (const [key, value] of Object.entries({ digits: '3', next: '5', leadingZeros: '0' }))
      await m.setAttr({ key, subkey: 'property', value });
    expect(await take(m, t, 1)).toEqual(['s5']);
    await m.setAttr({ key: 'leadingZeros', subkey: 'property', value: '1' });
    expect(await take(m, t, 1)).toEqual(['s005']);
  });

  test('refuses what is no name', async () => {
    const [m, t] = [await manager({}), await thing()];
    for (const value of [5, '', null, t])
      await expect(m.allocate(t, value)).rejects.toMatchObject({ code: 'RESOURCE_TYPE_INVALID' });
    await expect(manager({ digits: 0 }, 'n')).rejects.toMatchObject({ code: 'MANAGER_INVALID' });
  });
});
