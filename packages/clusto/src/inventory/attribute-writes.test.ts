import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Group, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import type { AttributeFilter } from './attribute-filter.ts';
import type { NewAttributeOptions } from './attributed.ts';
import { Driver } from './driver.ts';

describe.each(databases)('writing attributes on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;
  let thing: Driver;

  beforeEach(async () => {
    count += 1;
    thing = await inventory.clusto.create(Driver, `thing${count}`);
  });

  /** How many versions something takes. */
  const versions = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await inventory.clusto.version();
    await work();
    return (await inventory.clusto.version()) - before;
  };
  const listed = async (filter: AttributeFilter = {}): Promise<unknown[][]> =>
    (await thing.attrs(filter)).map(({ keyTuple, value }) => [...keyTuple, value]);

  test('addAttr appends, equal ones too, and returns what it wrote', async () => {
    expect(await versions(() => thing.addAttr({ key: 'foo', value: 'bar' }))).toBe(1);
    const second = await thing.addAttr({ key: 'foo', value: 'bar' });
    const third = await thing.addAttr({ key: 'foo', subkey: 's', number: -3, value: 'bar' });
    expect([...second.keyTuple, second.value, second.entity]).toEqual(['foo', null, null, 'bar', thing]);
    expect(third.keyTuple).toEqual(['foo', -3, 's']);
    expect(third.version).toBe(await inventory.clusto.version());
    expect(third.id).toBeGreaterThan(second.id);
    expect(await listed()).toEqual([
      ['foo', null, null, 'bar'],
      ['foo', null, null, 'bar'],
      ['foo', -3, 's', 'bar'],
    ]);
  });

  test('numbers are given out for each key, over all subkeys, and not given back', async () => {
    const add = async (options: Partial<NewAttributeOptions<Driver>> = {}): Promise<number | null> =>
      (await thing.addAttr({ key: 'n', number: true, value: 1, ...options })).number;
    expect([await add(), await add({ subkey: 's' }), await add({ subkey: 't' }), await add()]).toEqual([0, 1, 2, 3]);
    expect(await add({ key: 'other' })).toBe(0);
    expect(await add({ number: 50 })).toBe(50);
    expect(await add({ number: false })).toBe(null);
    await thing.delAttrs({ key: 'n' });
    expect(await add()).toBe(4);
    const other = await inventory.clusto.create(Driver, `other${count}`);
    expect((await other.addAttr({ key: 'n', number: true, value: 1 })).number).toBe(0);
    const failing = inventory.clusto.transaction(async () => {
      expect([await add(), await add()]).toEqual([5, 6]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await add()).toBe(5);
  });

  test('setAttr adds, replaces, and leaves what is so already', async () => {
    const set = (value: NewAttributeOptions<Driver>['value']): Promise<number> =>
      versions(() => thing.setAttr({ key: 'a', value }));
    expect(await set(1)).toBe(1);
    const [before] = await thing.attrs({ key: 'a' });
    for (const same of [1, 1n]) expect(await set(same)).toBe(0);
    expect((await thing.attrs({ key: 'a' }))[0]?.id).toBe(before?.id);
    // the datatype is part of the value
    for (const other of ['1', 1, true, 1.5, null, { a: [1] }, thing, new Date(1)]) {
      expect(await set(other)).toBe(1);
      expect(await thing.attrValues({ key: 'a' })).toEqual([other]);
    }
    expect(await set(new Date(1))).toBe(0);
    expect(await set({ b: 1, a: 2 })).toBe(1);
    expect(await set({ a: 2, b: 1 })).toBe(0);
    expect(await set(thing)).toBe(1);
    expect(await set(await inventory.clusto.getByName(thing.name))).toBe(0);
  });

  test('setAttr means exactly one subkey and number', async () => {
    const set = (options: Partial<NewAttributeOptions<Driver>>): Promise<unknown> =>
      thing.setAttr({ key: 'a', value: 'new', ...options });
    await thing.addAttr({ key: 'a', value: 'plain' });
    await thing.addAttr({ key: 'a', subkey: 's', value: 'sub' });
    await thing.addAttr({ key: 'a', number: 0, value: 'zero' });
    await thing.addAttr({ key: 'a', number: 1, subkey: 's', value: 'both' });
    const all = [
      ['a', null, null, 'plain'],
      ['a', null, 's', 'sub'],
      ['a', 0, null, 'zero'],
      ['a', 1, 's', 'both'],
    ];
    expect(await listed()).toEqual(all);
    for (const [index, [, number, subkey]] of all.entries()) {
      await set({ number, subkey } as Partial<NewAttributeOptions<Driver>>);
      const changed = (all[index] as unknown[]).with(3, 'new');
      expect((await listed({ value: 'new' })).at(-1)).toEqual(changed);
      expect(await listed({ value: 'new' })).toHaveLength(index + 1);
      expect(await listed()).toHaveLength(4);
    }
    await set({ number: 7, value: 'seven' });
    await set({ subkey: 'fresh', value: 'f' });
    expect(await listed()).toHaveLength(6);
  });

  test('setAttr with number: true keeps the number of the one that there is', async () => {
    await thing.addAttr({ key: 'a', value: 'unnumbered' });
    expect((await thing.setAttr({ key: 'a', number: true, value: 1 })).number).toBe(0);
    expect((await thing.setAttr({ key: 'a', number: true, value: 2 })).number).toBe(0);
    expect((await thing.addAttr({ key: 'a', number: true, value: 3 })).number).toBe(1);
    expect(await refusal(thing.setAttr({ key: 'a', number: true, value: 4 }))).toBe('ATTRIBUTE_AMBIGUOUS');
    expect(await thing.attrValues({ key: 'a', number: false })).toEqual(['unnumbered']);
  });

  test('several where one is meant are refused', async () => {
    for (const value of [1, 1]) await thing.addAttr({ key: 'a', value });
    const version = await inventory.clusto.version();
    const attempt = thing.setAttr({ key: 'a', value: 1 });
    await expect(attempt).rejects.toMatchObject({ name: 'DriverException', code: 'ATTRIBUTE_AMBIGUOUS' });
    await expect(thing.attrValue({ key: 'a' })).rejects.toMatchObject({ code: 'ATTRIBUTE_AMBIGUOUS' });
    expect(await thing.attrValue({ key: 'b', default: 5 })).toBe(5);
    expect(await thing.attrValue({ key: 'b' })).toBeUndefined();
    expect(await inventory.clusto.version()).toBe(version);
  });

  test('a stored null is a value, not the default', async () => {
    await thing.addAttr({ key: 'a', value: null });
    expect(await thing.attrValue({ key: 'a', default: 5 })).toBe(null);
  });

  test('delAttrs deletes what matches, in one version', async () => {
    for (const number of [0, 1, 2]) await thing.addAttr({ key: 'a', number, subkey: 's', value: number });
    await thing.addAttr({ key: 'a', value: 'plain' });
    await thing.addAttr({ key: 'B_c', value: 'x' });
    expect(await versions(() => thing.delAttrs({ key: 'nothing' }))).toBe(0);
    expect(await versions(() => thing.delAttrs({ key: null }))).toBe(0);
    expect(await versions(() => thing.delAttrs({ key: 'a', value: 'plain' }))).toBe(1);
    expect(await versions(() => thing.delAttrs({ key: 'a', subkey: 's', number: 1 }))).toBe(1);
    expect(await thing.attrValues({ key: 'a' })).toEqual([0, 2]);
    await thing.delAttrs({ key: 'b*', glob: true });
    expect(await thing.hasAttr({ key: 'B_c' })).toBe(true);
    expect(await versions(() => thing.delAttrs({ key: 'a' }))).toBe(1);
    expect(await thing.attrKeys()).toEqual(['B_c']);
  });

  test('delAttrs keeps hidden attributes and members, unless a key names them', async () => {
    const group = await inventory.clusto.create(Group, `group${count}`);
    await group.insert(thing);
    await group.addAttr({ key: '_hidden', value: 1 });
    await group.addAttr({ key: 'seen', value: 1 });
    await group.delAttrs();
    expect(await group.attrKeys({ ignoreHidden: false })).toEqual(['_contains', '_hidden']);
    await group.delAttrs({ ignoreHidden: false });
    expect(await group.attrKeys({ ignoreHidden: false })).toEqual(['_contains']);
    await group.addAttr({ key: '_hidden', value: 1 });
    await group.delAttrs({ key: '_*', glob: true });
    expect(await group.contents()).toEqual([thing]);
    expect(await refusal(group.delAttrs({ key: '_contains' }))).toBe('KEY_RESERVED');
    expect(await refusal(group.delAttrs({ key: 'x', regex: true }))).toBe('FILTER_INVALID');
    expect(await refusal(group.delAttrs({ mergeContainerAttrs: true }))).toBe('FILTER_INVALID');
  });

  test('delAttrs by kind deletes relations to such things only', async () => {
    const group = await inventory.clusto.create(Group, `group${count}`);
    await thing.addAttr({ key: 'r', value: group });
    await thing.addAttr({ key: 'r', value: thing });
    await thing.addAttr({ key: 'r', value: 1 });
    await thing.delAttrs({ clustoTypes: ['pool'] });
    expect(await thing.attrValues()).toEqual([thing, 1]);
  });

  test.each<[string, Partial<NewAttributeOptions<Driver>>, string]>([
    ['a key with a blank', { key: 'a b' }, 'KEY_INVALID'],
    ['a key with a line break at its end', { key: 'a\n' }, 'KEY_INVALID'],
    ['a key that begins with a digit', { key: '1a' }, 'KEY_INVALID'],
    ['an empty key', { key: '' }, 'KEY_INVALID'],
    ['a subkey that begins with a minus', { subkey: '-s' }, 'SUBKEY_INVALID'],
    ['an empty subkey', { subkey: '' }, 'SUBKEY_INVALID'],
    ['a fraction', { number: 0.5 }, 'NUMBER_INVALID'],
    ['a number of 33 bits', { number: 2 ** 31 }, 'NUMBER_INVALID'],
    ['the key of memberships', { key: '_contains' }, 'KEY_RESERVED'],
    ['an end of a cable', { key: 'port-nic-eth', subkey: 'connection', number: 1 }, 'KEY_RESERVED'],
    ['the number of an end of a cable', { key: 'port-nic-eth', subkey: 'otherportnum', number: 1 }, 'KEY_RESERVED'],
  ])('%s is refused, and nothing changed', async (_, options, code) => {
    const attribute = { key: 'a', value: 1, ...options };
    expect(await versions(async () => expect(await refusal(thing.addAttr(attribute))).toBe(code))).toBe(0);
    expect(await versions(async () => expect(await refusal(thing.setAttr(attribute))).toBe(code))).toBe(0);
  });

  test('a relation to what is deleted is refused', async () => {
    const other = await inventory.clusto.create(Driver, `gone${count}`);
    await thing.addAttr({ key: 'r', value: 'text' });
    await other.delete();
    expect(await refusal(thing.addAttr({ key: 'r', value: other }))).toBe('ENTITY_GONE');
    expect(await refusal(thing.setAttr({ key: 'r', value: other }))).toBe('ENTITY_GONE');
    expect(await thing.attrValues()).toEqual(['text']);
  });
});
