import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import type { Driver } from './driver.ts';

describe.each(databases)('attributes of containers on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  const things = new Map<string, Driver>();
  const get = (name: string): Driver => things.get(name) as Driver;

  // top holds near2 and box itself, near1 and near2 hold box; created in another order than inserted
  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      for (const name of ['top', 'near2', 'near1']) things.set(name, await clusto.create(Group, name));
      things.set('shelf', await clusto.create(Shelf, 'shelf'));
      things.set('box', await clusto.create(Box, 'box', { vendor: 'own' }));
      await get('top').insert(get('near2'));
      await get('top').insert(get('shelf'));
      await get('near1').insert(get('box'));
      await get('near2').insert(get('box'));
      await (get('shelf') as Shelf).place(get('box'), 1, 2, 3);
      for (const name of ['top', 'near2', 'near1', 'shelf', 'box']) {
        await get(name).addAttr({ key: 'k', value: name });
        await get(name).addAttr({ key: 'k', value: `${name} again` });
      }
      await get('top').addAttr({ key: 'far', subkey: 's', value: 'top' });
      await get('shelf').addAttr({ key: 'far', value: 3 });
      await get('near2').addAttr({ key: 'pair', value: 2 });
      await get('near1').addAttr({ key: 'pair', value: 1 });
    });
  });

  const mergeContainerAttrs = true;

  test('come after the own ones, nearest first, in the order of membership, each container once', async () => {
    const order = ['box', 'near1', 'near2', 'shelf', 'top'];
    expect(await get('box').attrValues({ key: 'k', mergeContainerAttrs })).toEqual(
      order.flatMap((name) => [name, `${name} again`]),
    );
  });

  test('stay with those who have them', async () => {
    const owners = (await get('box').attrs({ key: 'pair', mergeContainerAttrs })).map(({ entity, value }) => [
      entity.name,
      entity instanceof Group,
      value,
    ]);
    expect(owners).toEqual([
      ['near1', true, 1],
      ['near2', true, 2],
    ]);
  });

  test('are sorted by key unless asked otherwise', async () => {
    const keys = await get('box').attrKeys({ mergeContainerAttrs });
    expect(keys).toEqual(keys.toSorted());
    const unsorted = await get('box').attrKeys({ mergeContainerAttrs, sortByKeys: false });
    expect(unsorted.slice(0, 6)).toEqual(['vendor', 'height', 'spare', 'k', 'k', 'k']);
  });

  test('are filtered like the own ones', async () => {
    const box = get('box');
    expect(await box.attrValues({ key: 'far', subkey: 's', mergeContainerAttrs })).toEqual(['top']);
    expect(await box.attrValues({ key: 'far', subkey: null, mergeContainerAttrs })).toEqual([3]);
    expect(await box.attrValues({ value: 3, mergeContainerAttrs })).toEqual([3]);
    expect(await box.attrValues({ key: 'f*', glob: true, mergeContainerAttrs })).toEqual([3, 'top']);
    expect(await box.attrValues({ key: 'fa', regex: true, mergeContainerAttrs })).toEqual([3, 'top']);
    expect(await box.attrQuery({ key: 'k', mergeContainerAttrs, count: true })).toBe(10);
    expect(await box.hasAttr({ key: 'far' })).toBe(false);
    expect(await box.hasAttr({ key: 'far', mergeContainerAttrs })).toBe(true);
  });

  test('give the nearest where one value is asked for', async () => {
    expect(await get('box').attrValue({ key: 'pair', mergeContainerAttrs })).toBe(1);
    expect(await get('box').attrValue({ key: 'k', mergeContainerAttrs })).toBe('box');
    expect(await get('shelf').attrValue({ key: 'far', subkey: 's', mergeContainerAttrs })).toBe('top');
    expect(await get('box').attrValue({ key: 'none', mergeContainerAttrs, default: 9 })).toBe(9);
    expect(await refusal(get('box').attrValue({ key: 'k' }))).toBe('ATTRIBUTE_AMBIGUOUS');
  });

  test('show memberships only when hidden ones are asked for', async () => {
    expect(await get('box').attrKeys({ key: '*', glob: true, mergeContainerAttrs })).not.toContain('_contains');
    const places = await get('box').attrs({ key: '_contains', mergeContainerAttrs });
    expect(places.map(({ entity, number }) => [entity.name, number])).toEqual([
      ['near1', 0],
      ['near2', 0],
      ['shelf', 1],
      ['shelf', 2],
      ['shelf', 3],
      ['top', 0],
      ['top', 1],
    ]);
  });

  test('are read as they were in an older view', async () => {
    const { clusto } = inventory;
    const version = await clusto.version();
    await get('near1').remove(get('box'));
    await get('near2').setAttr({ key: 'pair', value: 22 });
    const before = await clusto.at(version).getByName('box');
    expect(await before.attrValues({ key: 'pair', mergeContainerAttrs })).toEqual([1, 2]);
    expect(await get('box').attrValues({ key: 'pair', mergeContainerAttrs })).toEqual([22]);
    await get('near1').insert(get('box'));
    // now the newest membership
    expect(await get('box').attrValues({ key: 'pair', mergeContainerAttrs })).toEqual([22, 1]);
  });

  test('reach as far up as the containers go', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      let inner: Driver = await clusto.create(Box, 'deep');
      for (let level = 0; level < 150; level += 1) {
        const outer = await clusto.create(Group, `level${level}`);
        await outer.insert(inner);
        inner = outer;
      }
      await inner.addAttr({ key: 'highest', value: 'yes' });
    });
    const deep = await clusto.getByName('deep');
    expect(await deep.attrValue({ key: 'highest', mergeContainerAttrs })).toBe('yes');
    const top = await clusto.getByName('level149');
    expect((await top.contents({ searchChildren: true })).length).toBe(150);
    expect(await refusal((await clusto.getByName('level0')).insert(top))).toBe('CONTAINER_CYCLE');
  });
});
