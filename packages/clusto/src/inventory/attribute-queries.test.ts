import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Group, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import type { AttributeFilter } from './attribute-filter.ts';
import { Driver } from './driver.ts';

describe.each(databases)('attribute queries on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let thing: Driver;
  let friend: Driver;

  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      thing = await clusto.create(Driver, 'thing');
      friend = await clusto.create(Group, 'friend');
      await thing.addAttr({ key: 'b', value: 'plain' });
      await thing.addAttr({ key: 'b', subkey: 'sub', value: 7 });
      await thing.addAttr({ key: 'b', subkey: 'sub', number: 0, value: 'zero' });
      await thing.addAttr({ key: 'b', number: 1, value: 'one' });
      await thing.addAttr({ key: 'a', value: friend });
      await thing.addAttr({ key: '_h', value: 'hidden' });
      await thing.addAttr({ key: 'A', value: 'capital' });
      await thing.addAttr({ key: 'b_c', subkey: 's_t', value: 'under' });
      await thing.addAttr({ key: 'bXc', subkey: 'sXt', value: 'x' });
    });
  });

  const found = async (filter?: AttributeFilter): Promise<unknown[]> =>
    (await thing.attrValues(filter)).map((value) => (value instanceof Driver ? value.name : value));
  const all = ['capital', 'friend', 'plain', 7, 'zero', 'one', 'x', 'under'];
  const written = ['plain', 7, 'zero', 'one', 'friend', 'capital', 'under', 'x'];

  test.each<[string, AttributeFilter | undefined, unknown[]]>([
    ['everything visible, by key, equal keys as written', undefined, all],
    ['as written', { sortByKeys: false }, written],
    ['hidden too', { ignoreHidden: false, sortByKeys: false }, [...written.slice(0, 5), 'hidden', ...written.slice(5)]],
    ['a hidden key by its name', { key: '_h' }, ['hidden']],
    ['a key, in its case', { key: 'a' }, ['friend']],
    ['a key that nothing has', { key: 'none' }, []],
    ['a key with an underscore, literally', { key: 'b_c' }, ['under']],
    ['null is no key', { key: null }, []],
    ['nor is the empty text', { key: '' }, []],
    ['an undefined key restricts nothing', { key: undefined, value: 7 }, [7]],
    ['a key that no database could hold', { key: 'b\0' }, []],
    ['a subkey that no database could hold', { subkey: 'b\0' }, []],
    ['a subkey', { subkey: 'sub' }, [7, 'zero']],
    ['without subkey', { key: 'b', subkey: null }, ['plain', 'one']],
    ['a number', { number: 1 }, ['one']],
    ['number 0', { key: 'b', number: 0 }, ['zero']],
    ['any number', { number: true }, ['zero', 'one']],
    ['no number', { key: 'b', number: false }, ['plain', 7]],
    ['null is no number', { key: 'b', number: null }, ['plain', 7]],
    ['key, subkey and number', { key: 'b', subkey: 'sub', number: 0 }, ['zero']],
    ['a value', { value: 'one' }, ['one']],
    ['a value of the other datatype', { value: '7' }, []],
    ['part of a value', { value: 'on' }, []],
    ['a value in the other case', { value: 'ONE' }, []],
  ])('find %s', async (_, filter, values) => {
    expect(await found(filter)).toEqual(values);
  });

  test.each<[string, AttributeFilter, unknown[]]>([
    ['are anchored at the beginning', { key: 'b', regex: true }, ['plain', 7, 'zero', 'one', 'x', 'under']],
    ['and only there', { key: 'c', regex: true }, []],
    ['an alternative is anchored as a whole', { key: 'x|A', regex: true }, ['capital']],
    ['can ask for the end', { key: 'b$', regex: true }, ['plain', 7, 'zero', 'one']],
    ['compare case', { key: '[a-z]', regex: true }, ['friend', 'plain', 7, 'zero', 'one', 'x', 'under']],
    ['skip what has no subkey', { subkey: '.*', regex: true }, [7, 'zero', 'x', 'under']],
    ['skip values that are no text', { key: 'b', subkey: 'sub', value: '.', regex: true }, ['zero']],
    ['apply to values', { value: '(?:o|pl)', regex: true }, ['plain', 'one']],
    ['leave other values exact', { value: 7, regex: true }, [7]],
    ['leave the number alone', { key: '.', number: 1, regex: true }, ['one']],
    ['null is without subkey still', { key: 'b', subkey: null, regex: true }, ['plain', 'one']],
    ['leave hidden keys out', { key: '.h', regex: true }, []],
    ['find hidden keys that they name', { key: '_h', regex: true }, ['hidden']],
  ])('regular expressions: %s', async (_, filter, values) => {
    expect(await found(filter)).toEqual(values);
  });

  test.each<[string, AttributeFilter, unknown[]]>([
    ['* is anything, nothing too', { key: 'b*' }, ['plain', 7, 'zero', 'one', 'x', 'under']],
    ['* alone is every visible key', { key: '*' }, all],
    ['* in the middle', { key: 'b*c' }, ['x', 'under']],
    ['an underscore is an underscore', { key: 'b_*' }, ['under']],
    ['case counts', { key: 'A*' }, ['capital']],
    ['in a subkey', { subkey: 's*' }, [7, 'zero', 'x', 'under']],
    ['an underscore in a subkey', { subkey: '*_t' }, ['under']],
    ['null is without subkey still', { key: 'b*', subkey: null }, ['plain', 'one']],
    ['a question mark is one', { key: '?*' }, []],
    ['so is a bracket', { key: '[ab]*' }, []],
    ['and a percent sign', { key: '%*' }, []],
    ['and a backslash', { key: '\\*' }, []],
    ['hidden keys by their underscore', { key: '_*' }, ['hidden']],
    ['* is not for values', { value: 'o*' }, []],
  ])('globs: %s', async (_, filter, values) => {
    expect(await found({ ...filter, glob: true })).toEqual(values);
    const { clusto } = inventory;
    // searches over entities answer alike
    const entities = await clusto.getEntities({ attrs: [{ ...filter, glob: true, ignoreHidden: true }] });
    expect(entities.some(({ name }) => name === 'thing')).toBe(values.length > 0);
    const owners = await clusto.getByAttr({ ...filter, glob: true });
    expect(owners.some(({ name }) => name === 'thing')).toBe(values.length > 0);
  });

  test('a relation is found by the entity that it points to', async () => {
    expect(await thing.attrKeys({ value: friend })).toEqual(['a']);
    const other = await inventory.clusto.create(Driver, 'other');
    expect(await thing.attrKeys({ value: other })).toEqual([]);
    expect((await thing.attrValue({ key: 'a' })) instanceof Group).toBe(true);
  });

  test('kinds keep the relations to such entities', async () => {
    const owner = await inventory.clusto.create(Driver, 'owner');
    await owner.addAttr({ key: 'self', value: owner });
    await owner.addAttr({ key: 'a', value: friend });
    await owner.addAttr({ key: 'b', value: 1 });
    const keys = (filter: AttributeFilter): Promise<string[]> => owner.attrKeys(filter);
    expect(await keys({ clustoTypes: ['pool'] })).toEqual(['a']);
    expect(await keys({ clustoTypes: [Driver] })).toEqual(['self']);
    expect(await keys({ clustoTypes: [friend] })).toEqual(['a']);
    expect(await keys({ clustoTypes: ['pool', 'generic'] })).toEqual(['a', 'self']);
    expect(await keys({ clustoDrivers: ['group'] })).toEqual(['a']);
    expect(await keys({ clustoDrivers: [Group], clustoTypes: ['generic'] })).toEqual([]);
    // a driver is meant exactly, not with those that extend it
    expect(await keys({ clustoDrivers: [Driver] })).toEqual(['self']);
    expect(await keys({ clustoTypes: [] })).toEqual([]);
    expect((await inventory.clusto.getByAttr({ key: 'a', clustoTypes: ['pool'] })).map(({ name }) => name)).toEqual([
      'thing',
      'owner',
    ]);
    expect(await inventory.clusto.getByAttr({ key: 'a', clustoTypes: ['generic'] })).toEqual([]);
    expect(await refusal(keys({ clustoTypes: ['nonesuch'] }))).toBe('TYPE_UNKNOWN');
    expect(await refusal(keys({ clustoDrivers: ['nonesuch'] }))).toBe('DRIVER_UNKNOWN');
    expect(await refusal(keys({ clustoDrivers: [5] }))).toBe('ARGUMENT_INVALID');
  });

  test.each<[string, unknown, string]>([
    ['a name that there is not', { kye: 'a' }, 'FILTER_INVALID'],
    ['regex and glob at once', { key: 'a', regex: true, glob: true }, 'FILTER_INVALID'],
    ['what is no regular expression', { key: '(', regex: true }, 'FILTER_INVALID'],
    ['a key that is no text', { key: 5 }, 'FILTER_INVALID'],
    ['a subkey that is no text', { subkey: 5 }, 'FILTER_INVALID'],
    ['one end of a time only', { startTimestamp: new Date(0) }, 'FILTER_INVALID'],
    ['a time that is no date', { startTimestamp: 'today', endTimestamp: 'tomorrow' }, 'FILTER_INVALID'],
    ['a fraction as number', { number: 1.5 }, 'NUMBER_INVALID'],
    ['a text as number', { number: '1' }, 'NUMBER_INVALID'],
    ['what is no value', { value: Symbol('x') }, 'VALUE_INVALID'],
  ])('refuse %s', async (_, filter, code) => {
    expect(await refusal(thing.attrs(filter as AttributeFilter))).toBe(code);
    expect(await refusal(thing.delAttrs(filter as AttributeFilter))).toMatch(/INVALID$/);
    expect(await refusal(thing.references(filter as AttributeFilter))).toBe(code);
    expect(await refusal(inventory.clusto.getByAttr(filter as AttributeFilter))).toBe(code);
  });

  test('dates between two times, both included', async () => {
    const diary = await inventory.clusto.create(Driver, 'diary');
    const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
    for (const number of [1, 2, 3, 4]) await diary.addAttr({ key: 'seen', number, value: day(number) });
    await diary.addAttr({ key: 'seen', number: 5, value: day(2).getTime() * 1000 });
    const filter = { startTimestamp: day(2), endTimestamp: day(3) };
    expect((await diary.attrs(filter)).map(({ number }) => number)).toEqual([2, 3]);
    expect((await inventory.clusto.getEntities({ attrs: [filter] })).map(({ name }) => name)).toEqual(['diary']);
  });
});
