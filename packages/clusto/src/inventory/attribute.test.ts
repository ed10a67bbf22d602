import { inspect } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { valuesEqual } from './attribute.ts';
import { Driver } from './driver.ts';

describe.each(databases.slice(0, 1))('an attribute', (kind) => {
  const inventory = shareInventory(kind);
  let thing: Driver;

  beforeAll(async () => {
    thing = await inventory.clusto.create(Driver, 's0001');
  });

  test('reads in one line', async () => {
    const lines = [
      await thing.addAttr({ key: 'system', subkey: 'memory', value: 16_384 }),
      await thing.addAttr({ key: 'a', number: 0, value: { b: [1] } }),
      await thing.addAttr({ key: 'a', value: null }),
      await thing.addAttr({ key: 'a', value: thing }),
      await thing.addAttr({ key: 'a', value: 2n ** 62n }),
    ];
    expect(lines.map(String)).toEqual([
      's0001.system|null|memory|int 16384',
      's0001.a|0|null|json {"b":[1]}',
      's0001.a|null|null|json null',
      's0001.a|null|null|relation s0001',
      's0001.a|null|null|int 4611686018427387904',
    ]);
    expect(inspect(lines[0])).toBe('s0001.system|null|memory|int 16384');
    expect(JSON.parse(JSON.stringify(lines[3]))).toEqual({
      key: 'a',
      subkey: null,
      number: null,
      datatype: 'relation',
      value: 's0001',
    });
    expect(JSON.stringify(lines[4])).toContain('"value":"4611686018427387904"');
  });

  test('equals another by key, subkey and value; number and owner do not count', async () => {
    const other = await inventory.clusto.create(Driver, 'other');
    const one = await thing.addAttr({ key: 'e', subkey: 's', number: 1, value: 1 });
    const same = await other.addAttr({ key: 'e', subkey: 's', number: 2, value: 1 });
    expect(one.equals(same)).toBe(true);
    expect(one.equals(await other.addAttr({ key: 'e', number: 1, value: 1 }))).toBe(false);
    expect(one.equals(await other.addAttr({ key: 'f', subkey: 's', number: 1, value: 1 }))).toBe(false);
    expect(one.equals(await other.addAttr({ key: 'e', subkey: 's', number: 1, value: '1' }))).toBe(false);
  });

  test('values are equal by datatype and content, things by identity', async () => {
    const again = await inventory.clusto.getByName('s0001');
    const other = await inventory.clusto.getByName('clustometa');
    expect(valuesEqual(thing, again)).toBe(true);
    expect(valuesEqual(thing, other)).toBe(false);
    expect(valuesEqual(thing, 's0001')).toBe(false);
    expect(valuesEqual('s0001', thing)).toBe(false);
    expect(valuesEqual([{ a: 1, b: 2 }], [{ b: 2, a: 1 }])).toBe(true);
    expect(valuesEqual(1, true)).toBe(false);
  });
});
