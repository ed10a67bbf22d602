import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { ClustoException } from './errors.ts';
import {
  canonicalJson,
  datatypeOf,
  decodeScalar,
  encodeScalar,
  sameValue,
  type EncodedScalar,
  type Json,
  type ScalarDatatype,
} from './values.ts';

const text = fc
  .string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.constantFrom('"', '\\', '\n', '\u2028', '__proto__'),
    ),
  })
  .filter((s) => !s.includes('\0'));
const key = text.filter((s) => s !== '__proto__');
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    text,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: false }),
  ),
}));
const nested = fc.oneof(fc.constant(null), fc.array(json), fc.dictionary(key, json));
const int = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -3, max: 3 }),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n),
);
const float = fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true });
const scalar = fc.oneof(int, float, fc.boolean(), text, fc.date({ noInvalidDate: true }), nested);

/** The same content with the keys in another order. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => turned(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turned(item)]),
  );
}

const columns = (datatype: string, filled: Partial<EncodedScalar> = {}): EncodedScalar => ({
  datatype: datatype as ScalarDatatype,
  int: null,
  float: null,
  string: null,
  ...filled,
});

describe('encodeScalar', () => {
  test.each<[unknown, EncodedScalar]>([
    [5, columns('int', { int: 5 })],
    [5n, columns('int', { int: 5 })],
    [2 ** 53 - 1, columns('int', { int: 9007199254740991 })],
    [2n ** 53n, columns('int', { int: 9007199254740992n })],
    [2n ** 53n + 1n, columns('int', { int: 9007199254740993n })],
    [2n ** 63n - 1n, columns('int', { int: 9223372036854775807n })],
    [-(2n ** 63n), columns('int', { int: -9223372036854775808n })],
    [0.5, columns('float', { float: 0.5 })],
    [true, columns('bool', { int: 1 })],
    [false, columns('bool', { int: 0 })],
    ['', columns('string', { string: '' })],
    ['5', columns('string', { string: '5' })],
    [new Date('2026-11-01T00:00:00.001Z'), columns('datetime', { int: 1793491200001000 })],
    [new Date(-8.64e15), columns('datetime', { int: -8640000000000000000n })],
    [null, columns('json', { string: 'null' })],
    [[], columns('json', { string: '[]' })],
    [{ b: 1, a: [true, null, 'x'] }, columns('json', { string: '{"a":[true,null,"x"],"b":1}' })],
    [Object.assign(Object.create(null), { a: 1 }), columns('json', { string: '{"a":1}' })],
    [runInNewContext('({ a: [1] })'), columns('json', { string: '{"a":[1]}' })],
    [runInNewContext('new Date(1)'), columns('datetime', { int: 1000 })],
  ])('%o', (value, expected) => {
    expect(encodeScalar(value)).toStrictEqual(expected);
    expect(datatypeOf(value)).toBe(expected.datatype);
  });

  test('minus zero is the integer zero', () => {
    expect(Object.is(encodeScalar(-0).int, 0)).toBe(true);
  });

  class Rack {}
  const cycle: Record<string, unknown> = {};
  cycle['self'] = [cycle];
  const nest = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1);
  let unfolding: unknown = 'x';
  for (let level = 0; level < 90; level += 1) unfolding = { a: unfolding, b: unfolding };

  test.each<[string, unknown, RegExp]>([
    ['an inexact integer', 2 ** 53, /use a bigint/],
    ['a huge float', 1e300, /use a bigint/],
    ['NaN', NaN, /finite/],
    ['Infinity', -Infinity, /finite/],
    ['65 bits', 2n ** 63n, /64 bits/],
    ['65 negative bits', -(2n ** 63n) - 1n, /64 bits/],
    ['NUL', 'a\0b', /NUL/],
    ['half a character', 'a\ud800', /surrogate/],
    ['a long text', 'a'.repeat(2 ** 20 + 1), /1 MiB/],
    ['a text of many bytes', 'é'.repeat(2 ** 19 + 1), /1 MiB/],
    ['a bad date', new Date(NaN), /date/],
    ['undefined', undefined, /datatype/],
    ['a function', () => 1, /datatype/],
    ['a symbol', Symbol('x'), /datatype/],
    ['a map', new Map(), /plain/],
    ['an object of a class', new Rack(), /plain/],
    ['boxed text', new String('x'), /plain/],
    ['a buffer', new Uint8Array(2), /plain/],
    ['a cycle', cycle, /contains itself/],
    ['101 levels', nest(101), /100 levels/],
    ['undefined inside', { a: undefined }, /undefined/],
    ['a hole', Array(2), /undefined/],
    ['a date inside', [new Date(0)], /plain/],
    ['a bigint inside', [1n], /bigint/],
    ['NaN inside', [NaN], /NaN/],
    ['NUL inside', ['\0'], /NUL/],
    ['half a character in a key', { '\udc00': 1 }, /surrogate/],
    ['a symbol as key', { [Symbol('x')]: 1 }, /symbol/],
    ['a function inside', [() => 1], /function/],
    ['__proto__', JSON.parse('[{"__proto__":{}}]'), /__proto__/],
    ['parts that unfold', unfolding, /1 MiB/],
    ['long JSON', ['é'.repeat(2 ** 19)], /1 MiB/],
  ])('refuses %s', (_, value, reason) => {
    const expected = expect.objectContaining({
      code: 'VALUE_INVALID',
      message: expect.stringMatching(reason) as unknown,
    }) as Error;
    expect(() => encodeScalar(value)).toThrow(expected);
    expect(() => datatypeOf(value)).toThrow(expected);
    expect(() => sameValue(value, value)).toThrow(expected);
  });

  test('allows the edges', () => {
    expect(encodeScalar('a'.repeat(2 ** 20)).datatype).toBe('string');
    expect(encodeScalar(nest(100)).datatype).toBe('json');
    const shared = { a: 1 };
    expect(encodeScalar([shared, shared]).string).toBe('[{"a":1},{"a":1}]');
  });

  test('throws nothing but its own exception', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        (value) => {
          try {
            encodeScalar(value);
          } catch (error) {
            expect(error).toBeInstanceOf(ClustoException);
          }
        },
      ),
    );
  });
});

describe('decodeScalar', () => {
  test('undoes encodeScalar', () => {
    fc.assert(
      fc.property(scalar, (value) => {
        const row = encodeScalar(value);
        const read = decodeScalar(row);
        expect(sameValue(read, value)).toBe(true);
        expect(encodeScalar(read)).toStrictEqual(row);
        if (typeof value === 'bigint')
          expect(read).toBe(value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : value);
        else if (value instanceof Date) expect(read).toEqual(value);
        else if (typeof value === 'object') expect(read).toStrictEqual(JSON.parse(canonicalJson(value)));
        else expect(read).toBe(typeof value === 'number' ? value + 0 : value); // −0 becomes 0
      }),
      { numRuns: 500 },
    );
  });

  test.each<[EncodedScalar, unknown]>([
    [columns('int', { int: 5n }), 5],
    [columns('int', { int: 2n ** 53n }), 2n ** 53n],
    [columns('bool', { int: 1n }), true],
    [columns('bool', { int: 0n }), false],
    [columns('float', { float: 0 }), 0],
    [columns('datetime', { int: 1999 }), new Date(1)],
    [columns('datetime', { int: -1 }), new Date(-1)],
    [columns('datetime', { int: -1000n }), new Date(-1)],
    [columns('json', { string: ' {"a" : 1.0} ' }), { a: 1 }],
  ])('%o, as another program may have written it', (row, value) => {
    expect(decodeScalar(row)).toStrictEqual(value);
  });

  test.each([
    String.raw`{"a":[{"__proto__":{"isAdmin":true},"b":1}]}`,
    String.raw`{"a":[{"\u005f_proto__":{"isAdmin":true},"b":1}]}`,
  ])('leaves __proto__ out of %s', (string) => {
    expect(Reflect.ownKeys((decodeScalar(columns('json', { string })) as { a: [object] }).a[0])).toEqual(['b']);
  });

  test.each<[EncodedScalar]>([
    [columns('int')],
    [columns('int', { int: 1.5 })],
    [columns('int', { int: 2 ** 53 })],
    [columns('bool')],
    [columns('bool', { int: 2 })],
    [columns('float')],
    [columns('string')],
    [columns('datetime')],
    [columns('datetime', { int: 2n ** 63n - 1n })],
    [columns('json')],
    [columns('json', { string: '{' })],
    [columns('json', { string: '' })],
    [columns('relation', { int: 1 })],
  ])('%o is damaged', (row) => {
    expect(() => decodeScalar(row)).toThrow(expect.objectContaining({ code: 'VALUE_DAMAGED' }));
  });
});

describe('canonicalJson', () => {
  test('sorts keys by code units at every level, without blanks', () => {
    expect(canonicalJson({ é: 1, b: { 10: 1, 9: 2 }, B: [{ z: 1, a: 2 }], '': 0 })).toBe(
      '{"":0,"B":[{"a":2,"z":1}],"b":{"10":1,"9":2},"é":1}',
    );
  });

  test('is read by JSON as the same content, and written again the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = canonicalJson(value);
        const read: unknown = JSON.parse(written);
        expect(read).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(read)).toBe(written);
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('stores what it checked, even if a getter changes its mind', () => {
    let reads = 0;
    const value = {
      get a(): unknown {
        reads += 1;
        return reads === 1 ? 1 : undefined;
      },
    };
    expect(canonicalJson(value)).toBe('{"a":1}');
  });
});

describe('sameValue', () => {
  test.each<[unknown, unknown, boolean]>([
    [1, 1n, true],
    [1, 1.0, true],
    [0, -0, true],
    [1, true, false],
    [0, false, false],
    [1, '1', false],
    [2n ** 60n, 2n ** 60n, true],
    [2n ** 60n, 2n ** 60n + 1n, false],
    [0.5, 0.5, true],
    [0.5, 0.25, false],
    [new Date(5), new Date(5), true],
    [new Date(5), new Date(6), false],
    [new Date(5), 5000, false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [null, 'null', false],
    [null, null, true],
    [[], {}, false],
    ['a', 'A', false],
    ['é', 'e\u0301', false],
  ])('%o and %o: %s', (a, b, isSame) => {
    expect(sameValue(a, b)).toBe(isSame);
    expect(sameValue(b, a)).toBe(isSame);
  });

  test('is as deep as the content', () => {
    fc.assert(
      fc.property(nested, nested, (a, b) => {
        expect(sameValue(a, turned(a))).toBe(true);
        expect(sameValue(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(sameValue([a, 1], [a, 2])).toBe(false);
      }),
    );
  });
});
