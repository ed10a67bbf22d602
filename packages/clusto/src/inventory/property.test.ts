import { describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver } from './driver.ts';
import { coerceProperty, flag, integer, json, type PropertyValues, text } from './property.ts';

/** Declares more, and one of its parent's anew. */
class TallBox extends Box {
  static override readonly driverName: string = 'tallbox';
  static override readonly properties = {
    ...Box.properties,
    height: integer('In units.', 4),
    colour: text('As painted.'),
  };
  declare readonly propertyTypes: PropertyValues<typeof TallBox.properties>;
}

/** Says only what is its own: the rest is inherited all the same. */
class BareBox extends Box {
  static override readonly driverName: string = 'barebox';
  static override readonly properties = { ...Box.properties };
}
Object.assign(BareBox, { properties: { colour: text('As painted.', 'red') } });

describe.each(databases)('properties on $name', (kind) => {
  const inventory = shareInventory(kind, [...plainDrivers, TallBox]);

  test('are stored at creation where they have a value, and read with their defaults', async () => {
    const { clusto } = inventory;
    const version = await clusto.version();
    const box = await clusto.create(Box, 'box', { model: 'm1', extra: { a: 1 } });
    expect(await clusto.version()).toBe(version + 1);
    expect(
      (await box.attrs({ subkey: 'property', sortByKeys: false })).map(({ keyTuple, value }) => [...keyTuple, value]),
    ).toEqual([
      ['model', null, 'property', 'm1'],
      ['vendor', null, 'property', 'acme'],
      ['height', null, 'property', 1],
      ['spare', null, 'property', false],
      ['extra', null, 'property', { a: 1 }],
    ]);
    expect(await box.getProperties()).toEqual({
      model: 'm1',
      vendor: 'acme',
      height: 1,
      spare: false,
      extra: { a: 1 },
    });
    const plain = await clusto.create(Box, 'plain');
    expect(await plain.attrKeys()).toEqual(['height', 'spare', 'vendor']);
    expect([await plain.getProperty('model'), await plain.getProperty('extra')]).toEqual([null, null]);
    await plain.delAttrs({ key: 'vendor' });
    expect(await plain.getProperty('vendor')).toBe('acme');
  });

  test('are set for one object, and read as what they are', async () => {
    const { clusto } = inventory;
    const [one, two] = [await clusto.create(Box, 'one'), await clusto.create(Box, 'two')];
    await one.setProperty('model', 'first');
    await one.setProperty('model', 'second');
    await one.setProperty('height', 7);
    expect([await one.getProperty('model'), await one.getProperty('height')]).toEqual(['second', 7]);
    expect([await two.getProperty('model'), await two.getProperty('height')]).toEqual([null, 1]);
    const version = await clusto.version();
    await one.setProperty('height', 7);
    expect(await clusto.version()).toBe(version);
    await one.setProperty('model', null);
    expect(await one.getProperty('model')).toBe(null);
    // texts of a command line or of the original
    await two.setAttr({ key: 'height', subkey: 'property', value: '12' });
    await two.setAttr({ key: 'spare', subkey: 'property', value: 1 });
    expect(await two.getProperties()).toMatchObject({ height: 12, spare: true });
    // attributes of the same key are something else
    await two.addAttr({ key: 'height', value: 99 });
    expect(await two.getProperty('height')).toBe(12);
  });

  test('that are not declared, or of another type, are refused', async () => {
    const { clusto } = inventory;
    const box = await clusto.create(Box, 'refusing');
    const version = await clusto.version();
    const unknown = { nonesuch: 1 } as object;
    expect(await refusal(clusto.create(Box, 'x', unknown))).toBe('PROPERTY_UNKNOWN');
    expect(await refusal(clusto.create(Box, 'x', { height: 'tall' as never }))).toBe('ARGUMENT_INVALID');
    for (const name of ['nonesuch', 'toString', '__proto__'])
      for (const attempt of [box.getProperty(name as 'model'), box.setProperty(name as 'model', 'x')])
        expect(await refusal(attempt)).toBe('PROPERTY_UNKNOWN');
    expect(await refusal(box.setProperty('height', 1.5))).toBe('ARGUMENT_INVALID');
    expect(await clusto.getByNames(['x'])).toEqual([null]);
    expect(await clusto.version()).toBe(version);
  });

  test('are inherited and declared anew', async () => {
    const tall = await inventory.clusto.create(TallBox, 'tall', { colour: 'blue' });
    expect(await tall.getProperties()).toMatchObject({ vendor: 'acme', height: 4, colour: 'blue' });
    const bare = await inventory.clusto.create(BareBox, 'bare');
    expect(await bare.getProperties()).toMatchObject({ vendor: 'acme', height: 1, colour: 'red' });
    expect(bare).toBeInstanceOf(Driver);
  });
});

describe('coerceProperty', () => {
  test.each([
    [text(''), 'a', 'a'],
    [text(''), 5, '5'],
    [text(''), 5n, '5'],
    [integer(''), 5, 5],
    [integer(''), 5n, 5n],
    [integer(''), '-5', -5],
    [integer(''), true, 1],
    [flag('', false), true, true],
    [flag('', false), 0, false],
    [flag('', false), 'true', true],
    [flag('', true), 'false', false],
    [json(''), [1], [1]],
    [json(''), 'text', 'text'],
    [integer('', 3), undefined, null],
    [integer('', 3), null, null],
  ])('%o takes %o as %o', (property, given, read) => {
    expect(coerceProperty('p', property, given)).toEqual(read);
  });

  test.each([
    [text(''), true],
    [text(''), ['a']],
    [integer(''), 1.5],
    [integer(''), '1.5'],
    [integer(''), ''],
    [integer(''), '5 '],
    [flag('', false), 'yes'],
    [flag('', false), 2],
  ])('%o refuses %o', (property, given) => {
    expect(() => coerceProperty('p', property, given)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
