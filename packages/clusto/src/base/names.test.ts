import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKey, checkName, checkNumber, checkSubkey } from './names.ts';

const refused = (code: string, reason: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(reason) as unknown });

describe('checkName', () => {
  test.each(['web01', 'a', '.', '..', 'web 01', 'Zürich', '😀', ' ', '-x', 'a.b:c', '%_*', 'n'.repeat(255)])(
    '%o is a name',
    (name) => {
      expect(checkName(name)).toBe(name);
    },
  );

  test.each<[unknown, RegExp]>([
    ['', /empty/],
    ['n'.repeat(256), /more than 255/],
    ['a/b', /slash/],
    ['/', /slash/],
    ['a\n', /control/],
    ['\0', /control/],
    ['a\u001f', /control/],
    ['\u007f', /control/],
    ['\u0080', /control/],
    ['\u009f', /control/],
    ['\ud800', /surrogate/],
    ['a\udc00b', /surrogate/],
    [undefined, /not text/],
    [null, /not text/],
    [5, /not text/],
    [['web01'], /not text/],
    [Symbol('x'), /not text/],
  ])('%o is not', (name, reason) => {
    expect(() => checkName(name)).toThrow(refused('NAME_INVALID', reason));
  });

  test('the code points that are refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x2ff }), (point) => {
        const isRefused = point < 0x20 || point === 0x2f || (point >= 0x7f && point <= 0x9f);
        const check = (): string => checkName(`a${String.fromCodePoint(point)}b`);
        if (isRefused) expect(check).toThrow(refused('NAME_INVALID', /./));
        else expect(check()).toHaveLength(3);
      }),
      { numRuns: 2000 },
    );
  });
});

describe.each<[string, (value: unknown) => string, string]>([
  ['checkKey', checkKey, 'KEY_INVALID'],
  ['checkSubkey', checkSubkey, 'SUBKEY_INVALID'],
])('%s', (_, check, code) => {
  test.each(['a', '_', '_a1-', 'port-nic-eth', 'A_9', 'k'.repeat(255)])('%o is allowed', (key) => {
    expect(check(key)).toBe(key);
  });

  test.each<[unknown, RegExp]>([
    ['', /empty/],
    ['k'.repeat(256), /more than 255/],
    ['1a', /begin/],
    ['-a', /begin/],
    ['é', /begin/],
    ['a.b', /other than/],
    ['a b', /other than/],
    ['a\n', /other than/],
    ['\na', /begin/],
    ['aé', /other than/],
    ['a,', /other than/],
    [undefined, /not text/],
    [true, /not text/],
    [7, /not text/],
  ])('%o is refused', (key, reason) => {
    expect(() => check(key)).toThrow(refused(code, reason));
  });

  test('is the rule of the original', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ_-09. \né'.split('')), maxLength: 6 }), (key) => {
        if (/^[A-Za-z_]+[A-Za-z0-9_-]*$/.test(key)) expect(check(key)).toBe(key);
        else expect(() => check(key)).toThrow(refused(code, /./));
      }),
    );
  });
});

describe('checkNumber', () => {
  test.each([0, 1, -1, 2147483647, -2147483648])('%i is allowed', (number) => {
    expect(checkNumber(number)).toBe(number);
  });

  test('minus zero is zero', () => {
    expect(Object.is(checkNumber(-0), 0)).toBe(true);
  });

  test.each([
    [2147483648],
    [-2147483649],
    [1.5],
    [NaN],
    [Infinity],
    ['1'],
    [''],
    [true],
    [false],
    [1n],
    [null],
    [undefined],
    [[1]],
    [new Date(1)],
  ])('%s is refused', (number) => {
    expect(() => checkNumber(number)).toThrow(refused('NUMBER_INVALID', /integer/));
  });
});
