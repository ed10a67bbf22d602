import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from './errors.ts';
import { isMac, looksLikeMac, parseMac } from './mac.ts';

const normal = '00:1b:21:3c:4d:5e';

describe('parseMac', () => {
  test.each<[string, boolean]>([
    [normal, true],
    ['00:1B:21:3C:4D:5E', true],
    ['0:1b:21:3c:4d:5e', true],
    ['00-1b-21-3c-4d-5e', true],
    ['001b.213c.4d5e', true],
    ['001B213C4D5E', false],
    ['001b213c4d5e', false],
  ])('%s', (text, isUnmistakable) => {
    expect(parseMac(text)).toBe(normal);
    expect(isMac(text)).toBe(true);
    expect(looksLikeMac(text)).toBe(isUnmistakable);
  });

  test.each([
    [''],
    ['00:1b:21:3c:4d'],
    ['00:1b:21:3c:4d:5e:6f'],
    ['00:1b:21-3c:4d:5e'],
    ['00:1b:21:3c:4d:5g'],
    ['000:1b:21:3c:4d:5e'],
    [':1b:21:3c:4d:5e'],
    ['00::21:3c:4d:5e'],
    ['001b.213c4d5e'],
    ['01b.213c.4d5e'],
    ['001b:213c:4d5e'],
    ['00.1b.21.3c.4d.5e'],
    [` ${normal}`],
    [`${normal}\n`],
    ['001b213c4d5'],
    ['001b213c4d5e0'],
    ['0x1b213c4d5e'],
    [undefined],
    [null],
    [0x1b213c4d5e],
    [[normal]],
  ])('refuses %o', (value) => {
    expect(() => parseMac(value)).toThrow(expect.objectContaining({ code: 'MAC_INVALID', detail: { mac: value } }));
    expect(isMac(value)).toBe(false);
    expect(looksLikeMac(value)).toBe(false);
  });

  const bytes = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((array) => [...array]);

  test('every way to write the same bytes gives the same text', () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), (six, isUpper) => {
        const long = six.map((byte) => byte.toString(16).padStart(2, '0'));
        const short = six.map((byte) => byte.toString(16));
        const triples = long.join('').match(/.{4}/g) ?? [];
        for (const text of [
          long.join(':'),
          long.join('-'),
          short.join(':'),
          short.join('-'),
          long.join(''),
          triples.join('.'),
        ]) {
          expect(parseMac(isUpper ? text.toUpperCase() : text)).toBe(long.join(':'));
        }
      }),
    );
  });

  test('throws nothing but its own exception, and agrees with isMac', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.constantFrom(...'0123abcF:-.'.split('')), maxLength: 18 }), fc.anything()),
        (value) => {
          let isRead = true;
          try {
            expect(parseMac(value)).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
          } catch (error) {
            expect(error).toBeInstanceOf(ClustoException);
            isRead = false;
          }
          expect(isMac(value)).toBe(isRead);
        },
      ),
    );
  });
});
