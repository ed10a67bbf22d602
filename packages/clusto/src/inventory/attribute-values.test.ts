import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import type { Scalar } from '../base/values.ts';
import { Driver } from './driver.ts';

const values: readonly (readonly [string, Scalar, Scalar[]])[] = [
  ['int', 1, [1n]],
  ['int', 0, [-0]],
  ['int', -5, [-5n]],
  ['int', 2 ** 53 - 1, [2n ** 53n - 1n]],
  ['int', 2n ** 53n, []],
  ['int', 2n ** 63n - 1n, []],
  ['int', -(2n ** 63n), []],
  ['float', 1.5, []],
  ['float', -1e-300, []],
  ['float', 0.1 + 0.2, []],
  ['bool', true, []],
  ['bool', false, []],
  ['string', '', []],
  ['string', '1', []],
  ['string', 'true', []],
  ['string', 'Ünïcode 🐧 \n\t"\\\'', []],
  ['string', 'x'.repeat(64), []],
  ['string', `${'x'.repeat(64)}y`, []],
  ['string', `${'x'.repeat(64)}z`, []],
  ['string', '🐧'.repeat(40_000), []],
  ['datetime', new Date('2026-01-01T00:00:00.123Z'), [new Date('2026-01-01T01:00:00.123+01:00')]],
  ['datetime', new Date('1969-12-31T23:59:59.999Z'), []],
  ['datetime', new Date(8.64e15), []],
  ['json', null, []],
  ['json', [], []],
  ['json', {}, []],
  ['json', { b: [1, 'two', null, { deep: true }], a: 1.5 }, [{ a: 1.5, b: [1, 'two', null, { deep: true }] }]],
  ['json', [1, 2], []],
  ['json', [2, 1], []],
  ['json', ['1', '2'], []],
];

describe.each(databases)('values of attributes on $name', (kind) => {
  const inventory = shareInventory(kind);
  let thing: Driver;

  beforeAll(async () => {
    thing = await inventory.clusto.create(Driver, 'thing');
    await inventory.clusto.transaction(async () => {
      for (const [number, [, value]] of values.entries()) await thing.addAttr({ key: 'v', number, value });
    });
  });

  test.each(values.map((row, number) => [number, ...row] as const))(
    '%d. %s %s is read as written, and found by itself alone',
    async (number, datatype, value, alike) => {
      const [attribute] = await thing.attrs({ key: 'v', number });
      expect(attribute?.datatype).toBe(datatype);
      expect(attribute?.value).toStrictEqual(Object.is(value, -0) ? 0 : value);
      for (const one of [value, ...alike]) {
        expect((await thing.attrs({ key: 'v', value: one })).map((found) => found.number)).toEqual([number]);
        expect((await inventory.clusto.getByAttr({ key: 'v', value: one })).map(({ name }) => name)).toEqual(['thing']);
        expect((await inventory.clusto.getEntities({ attrs: [{ key: 'v', value: one }] })).length).toBe(1);
      }
    },
  );

  test.each<[string, unknown]>([
    ['2^63', 2n ** 63n],
    ['-2^63 - 1', -(2n ** 63n) - 1n],
    ['an inexact integer', 2 ** 53],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['an invalid date', new Date(Number.NaN)],
    ['NUL in a text', 'a\0b'],
    ['half a surrogate pair', '\ud800'],
    ['more than 1 MiB', 'x'.repeat(2 ** 20 + 1)],
    ['an instance of a class', new Map()],
    ['undefined within json', { a: undefined }],
  ])('%s cannot be stored', async (_, value) => {
    const before = await inventory.clusto.version();
    expect(await refusal(thing.addAttr({ key: 'bad', value: value as Scalar }))).toBe('VALUE_INVALID');
    expect(await refusal(thing.setAttr({ key: 'bad', value: value as Scalar }))).toBe('VALUE_INVALID');
    expect(await thing.hasAttr({ key: 'bad' })).toBe(false);
    expect(await inventory.clusto.version()).toBe(before);
  });

  test('MAC addresses are kept in one form, and found in every form', async () => {
    const port = await inventory.clusto.create(Driver, 'port');
    await port.addAttr({ key: 'nic', subkey: 'mac', value: '00-1B-21-3C-4D-5E' });
    await port.addAttr({ key: 'nic', subkey: 'mgmt-mac', value: '001b.213c.4d5f' });
    await port.setAttr({ key: 'set', subkey: 'mac', value: '00:1B:21:3C:4D:60' });
    expect(await port.attrValues()).toEqual(['00:1b:21:3c:4d:5e', '00:1b:21:3c:4d:5f', '00:1b:21:3c:4d:60']);
    for (const value of ['00:1b:21:3c:4d:5e', '00-1B-21-3C-4D-5E', '001B.213C.4D5E']) {
      expect(await port.attrKeys({ subkey: 'mac', value })).toEqual(['nic']);
      expect((await inventory.clusto.getByAttr({ subkey: 'mac', value }))[0]?.name).toBe('port');
      expect((await inventory.clusto.getEntities({ attrs: [{ subkey: 'mac', value }] })).length).toBe(1);
    }
    const version = await inventory.clusto.version();
    await port.setAttr({ key: 'nic', subkey: 'mac', value: '001b213c4d5e' });
    expect(await inventory.clusto.version()).toBe(version);
    expect(await refusal(port.addAttr({ key: 'nic', subkey: 'mac', value: 'no mac' }))).toBe('MAC_INVALID');
    // a filter with something else matches nothing, and other subkeys keep what they are given
    expect(await port.attrs({ subkey: 'mac', value: 'no mac' })).toEqual([]);
    await port.addAttr({ key: 'nic', subkey: 'label', value: '00-1B' });
    expect(await port.attrValue({ key: 'nic', subkey: 'label' })).toBe('00-1B');
    await port.delAttrs({ subkey: 'mac', value: '00-1b-21-3c-4d-5e' });
    expect(await port.hasAttr({ key: 'nic', subkey: 'mac' })).toBe(false);
  });
});
