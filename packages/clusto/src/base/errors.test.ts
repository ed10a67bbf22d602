import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue, type ErrorCode } from './error-catalogue.ts';
import * as errors from './errors.ts';
import { ClustoException, ResourceException, failure, show } from './errors.ts';

const codes = Object.keys(catalogue) as ErrorCode[];

describe('failure', () => {
  test.each(codes)('%s has a class of its name, a filled sentence and a remedy', (code) => {
    const [exception, template, remedy] = catalogue[code];
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const detail = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const error = failure(code, detail as never);
    expect(error).toBeInstanceOf(errors[exception]);
    expect(error).toBeInstanceOf(ClustoException);
    expect(error).toMatchObject({ name: exception, code, detail, remedy });
    expect(error.message).not.toMatch(/[{}]|undefined/);
    for (const name of names) expect(error.message).toContain(`<${name}>`);
    expect(remedy).toMatch(/\.$/);
  });

  test('fills values in literally, whatever they contain', () => {
    expect(failure('ENTITY_NOT_FOUND', { name: '$& {name} $1' }).message).toBe('$& {name} $1 does not exist.');
  });

  test('keeps the cause, and has none unless given', () => {
    const cause = new Error('disk');
    expect(failure('ENTITY_NOT_FOUND', { name: 'x' }, cause).cause).toBe(cause);
    expect('cause' in failure('ENTITY_NOT_FOUND', { name: 'x' })).toBe(false);
  });

  test('is caught by the class of the original', () => {
    expect(failure('IP_INVALID', { ip: 'x' })).toBeInstanceOf(ResourceException);
  });

  test('the compiler asks for exactly the placeholders', () => {
    // @ts-expect-error `ip` is missing
    expect(failure('IP_INVALID', {}).message).toBe('undefined is not an IP address.');
    // @ts-expect-error there is no placeholder `nam`
    expect(failure('IP_INVALID', { ip: 'x', nam: 'y' }).message).toBe('x is not an IP address.');
  });

  test('cuts long values in the message only', () => {
    const name = 'n'.repeat(5000);
    const error = failure('ENTITY_NOT_FOUND', { name });
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).toContain('…');
    expect(error.detail['name']).toBe(name);
  });
});

describe('show', () => {
  test.each<[string, unknown, string]>([
    ['plain text', 'web01', 'web01'],
    ['words', 'two words', 'two words'],
    ['letters of other scripts', 'Zürich', 'Zürich'],
    ['nothing', '', '""'],
    ['blank edges', ' a', '" a"'],
    ['a line break', 'a\nb', '"a\\nb"'],
    ['an escape sequence', '\u001b[31mred', '"\\u001b[31mred"'],
    ['C1 control', 'a\u009b31m', '"a\\u009b31m"'],
    ['bidirectional override', 'a\u202eb', '"a\\u202eb"'],
    ['an astral format character', 'a\u{e0001}', '"a\\udb40\\udc01"'],
    ['half a surrogate pair', 'a\ud800', '"a\\ud800"'],
    ['a list', ['a', 'b c', 3], 'a, b c, 3'],
    ['an object', { a: [1] }, '{ a: [ 1 ] }'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a bad date', new Date(NaN), 'an invalid date'],
    ['an error', new Error('no disk'), 'no disk'],
    ['a bigint', 5n, '5'],
    ['a class', ClustoException, 'ClustoException'],
    [
      'an unnamed function',
      (
        () => () =>
          1
      )(),
      'a function',
    ],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['null', null, 'null'],
    ['own text', { toString: () => 'web01' }, 'web01'],
    ['own hostile text', { toString: () => 'a\u001bb' }, '"a\\u001bb"'],
    ['no prototype', Object.create(null), '[Object: null prototype] {}'],
    [
      'a throwing object',
      {
        toString: () => {
          throw new Error('no');
        },
      },
      'a value of type object',
    ],
  ])('%s', (_, value, text) => {
    expect(show(value)).toBe(text);
  });

  test('a value that unfolds without end is cut', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep, deep];
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(show(deep).length).toBeLessThan(700);
    expect(show(cycle)).toContain('Circular');
    expect(show(Array.from({ length: 1000 }, (_, index) => index))).toMatch(/, 19, …$/);
  });

  test('does not cut a character in half', () => {
    expect(show(`${'a'.repeat(299)}😀😀`)).toBe(`${'a'.repeat(299)}\ufffd…`);
  });

  test('never throws, never sends control characters to a terminal', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(show(value)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(show(text)).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
