import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LegacyAttribute } from '../../base/legacy-database.ts';
import { decodeScalar } from '../../base/values.ts';
import { convertValue, microsecondsOf } from './convert-value.ts';

const empty = { id: 1, entity: 1, key: 'k', subkey: null, numbered: null, relation: null, version: 1, deleted: null };

function convert(datatype: string, columns: Partial<LegacyAttribute> = {}): unknown {
  const converted = convertValue({ ...empty, datatype, int: null, string: null, datetime: null, ...columns });
  return converted && [decodeScalar(converted.value), converted.finding];
}

describe('a value of the original', () => {
  test('is what it was', () => {
    expect(convert('int', { int: '9223372036854775807' })).toEqual([2n ** 63n - 1n, undefined]);
    expect(convert('int', { int: '-1' })).toEqual([-1, undefined]);
    expect(convert('string', { string: ' padded ' })).toEqual([' padded ', undefined]);
    expect(convert('json', { string: '{"b": 1, "a": [null]}' })).toEqual([{ a: [null], b: 1 }, undefined]);
    expect(convert('datetime', { datetime: '2012-02-29 23:59:58.123456' })).toEqual([
      new Date('2012-02-29T23:59:58.123Z'),
      undefined,
    ]);
  });

  test.each(['int', 'string', 'json', 'datetime'])('is null where a %s has none', (datatype) => {
    expect(convert(datatype)).toEqual([null, undefined]);
  });

  test('keeps its microseconds', () => {
    expect(microsecondsOf('1970-01-01 00:00:00.000001')).toBe(1n);
    expect(microsecondsOf('1969-12-31 23:59:59.5')).toBe(-500_000n);
    expect(microsecondsOf('1970-01-02')).toBe(86_400_000_000n);
    for (const text of ['', 'now', '2012-13-01', '12:00:00']) expect(microsecondsOf(text)).toBeUndefined();
  });

  test('is corrected, and that is told', () => {
    expect(convert('string', { string: 'a\0b' })).toEqual(['ab', 'nul-character']);
    expect(convert('string', { string: '001B.213C.4D5E', subkey: 'ipmi-mac' })).toEqual(['00:1b:21:3c:4d:5e', 'mac']);
    expect(convert('string', { string: 'none', subkey: 'mac' })).toEqual(['none', 'not-a-mac']);
    expect(convert('json', { string: '[1e400, Infinity]' })).toEqual(['[1e400, Infinity]', 'json-as-text']);
    expect(convert('float', { string: '1.5' })).toEqual(['1.5', 'unknown-datatype']);
  });

  test('is none when it cannot be stored', () => {
    expect(convert('int', { int: '9223372036854775808' })).toBeUndefined();
    expect(convert('int', { int: 'x' })).toBeUndefined();
    expect(convert('string', { string: 'x'.repeat(2 ** 20 + 1) })).toBeUndefined();
    expect(convert('json', { string: '{"__proto__": 1}' })).toBeUndefined();
    expect(convert('unknown')).toBeUndefined();
  });

  test('never breaks the import, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom('int', 'string', 'json', 'datetime', 'x'), fc.string(), (datatype, text) => {
        convert(datatype, { int: text, string: text, datetime: text, subkey: text.length % 2 ? 'mac' : null });
      }),
    );
  });
});
