import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { Driver } from './driver.ts';

describe.each(databases)('references on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;
  let target: Driver;
  let one: Driver;
  let two: Driver;

  beforeEach(async () => {
    count += 1;
    target = await inventory.clusto.create(Driver, `target${count}`);
    one = await inventory.clusto.create(Box, `one${count}`);
    two = await inventory.clusto.create(Group, `two${count}`);
    await two.insert(target);
    await one.addAttr({ key: 'b', value: target });
    await two.addAttr({ key: 'a', number: 4, subkey: 's', value: target });
    await one.addAttr({ key: 'a', value: target });
    await one.addAttr({ key: 'a', value: two });
    await one.addAttr({ key: 'a', value: target.name });
  });

  test('are the attributes of others that point here', async () => {
    const found = await target.references();
    expect(found.map(({ entity, keyTuple, value }) => [entity, ...keyTuple, value])).toEqual([
      [two, 'a', 4, 's', target],
      [one, 'a', null, null, target],
      [one, 'b', null, null, target],
    ]);
    expect(found[0]?.entity instanceof Group).toBe(true);
    expect((await target.references({ sortByKeys: false })).map(({ key }) => key)).toEqual(['b', 'a', 'a']);
    expect(await one.references()).toEqual([]);
  });

  test('are filtered by key, subkey, number and value, and by the kind of their owner', async () => {
    const keys = async (...[filter]: Parameters<Driver['references']>): Promise<string[]> =>
      (await target.references(filter)).map(({ entity, key }) => `${entity.type}.${key}`);
    expect(await keys({ key: 'a' })).toEqual(['pool.a', 'server.a']);
    expect(await keys({ subkey: 's' })).toEqual(['pool.a']);
    expect(await keys({ number: 4 })).toEqual(['pool.a']);
    expect(await keys({ key: 'a', subkey: null })).toEqual(['server.a']);
    expect(await keys({ value: target })).toHaveLength(3);
    expect(await keys({ value: one })).toEqual([]);
    expect(await keys({ clustoTypes: ['pool'] })).toEqual(['pool.a']);
    expect(await keys({ clustoDrivers: [Box] })).toEqual(['server.a', 'server.b']);
    expect(await keys({ key: '[b]', regex: true })).toEqual(['server.b']);
    expect(await keys({ key: '*b', glob: true })).toEqual(['server.b']);
  });

  test('include memberships when they are named', async () => {
    expect((await target.references({ key: '_contains' })).map(({ entity }) => entity)).toEqual([two]);
    expect((await target.references({ ignoreHidden: false })).map(({ key }) => key)).toEqual([
      '_contains',
      'a',
      'a',
      'b',
    ]);
  });

  test('lead to their owners, each once, in the order of their latest one', async () => {
    expect(await target.referencers()).toEqual([two, one]);
    await two.addAttr({ key: 'c', value: target });
    expect(await target.referencers()).toEqual([one, two]);
    expect(await target.referencers({ key: 'a' })).toEqual([two, one]);
    expect(await target.referencers({ clustoTypes: ['pool'] })).toEqual([two]);
  });

  test('end with their owner', async () => {
    await one.delete();
    expect(await target.referencers()).toEqual([two]);
  });

  test('end with what they point to, memberships too', async () => {
    const version = await inventory.clusto.version();
    await target.delete();
    expect(await one.attrValues({ key: 'a' })).toEqual([two, target.name]);
    expect(await one.attrValues({ key: 'b' })).toEqual([]);
    expect(await two.attrs({ ignoreHidden: false })).toEqual([]);
    // an older view shows what there was, with the thing that is no more
    const before = await inventory.clusto.at(version).getByName(one.name);
    expect(String(await before.attrValue({ key: 'b' }))).toBe(String(target));
  });
});
