import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failure } from '../../base/errors.ts';
import { decodeValue, encodeValue } from './wire-value.ts';

const overTheWire = (value: unknown, isAnswer = true): unknown =>
  decodeValue(JSON.parse(JSON.stringify(encodeValue(value))), { entity: (reference) => reference, isAnswer });

describe('a value over the wire', () => {
  test('is what it was, whatever it is made of', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.bigInt(),
      fc.date({ noInvalidDate: true }),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree')),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'value')), tie('tree'), {
          noNullPrototype: true,
        }),
        fc.array(fc.tuple(fc.string(), tie('tree'))).map((pairs) => new Map(pairs)),
        fc.array(leaf).map((values) => new Set(values)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(overTheWire(value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('loses what is of this process alone', () => {
    const told = overTheWire([undefined, { a: undefined, run: () => 1, signal: new AbortController().signal, b: 1 }]);
    expect(told).toEqual([undefined, { signal: undefined, b: 1 }]);
  });

  test('tells an exception with its code, its class and its sentence', () => {
    const error = failure('NAME_TAKEN', { name: 'web1' });
    const told = overTheWire(error);
    expect(told).toMatchObject({ code: 'NAME_TAKEN', name: 'NameException', detail: { name: 'web1' } });
    expect((told as Error).message).toBe(error.message);
    expect(overTheWire(new TypeError('x'))).toMatchObject({ code: 'UNEXPECTED' });
  });

  test('has no patterns and no errors in it that a client says, and nothing that is not known', () => {
    for (const value of [/(a+)+$/, failure('NAME_TAKEN', { name: 'web1' })])
      expect(() => overTheWire(value, false)).toThrow('is not valid');
    for (const told of [
      { $: 'date', value: 'soon' },
      { $: 'bigint', value: '1e9' },
      { $: 'map', value: [1] },
      { $: 'entity', value: { id: '1', name: 'web1' } },
      { $: 'other', value: {} },
      { $: 'undefined2' },
    ])
      expect(() => decodeValue(told, { entity: () => null, isAnswer: true })).toThrow('is not valid');
  });
});
