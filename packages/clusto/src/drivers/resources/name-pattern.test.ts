import { describe, expect, test } from 'vitest';
import { NamePattern } from './name-pattern.ts';

const pattern = (basename: string, digits: number, leadingZeros = true, next = 0): NamePattern =>
  new NamePattern('the manager', { basename, digits, next, leadingZeros });

describe('NamePattern', () => {
  test.each([
    [pattern('s', 4), 7, 's0007'],
    [pattern('s', 4), 9999, 's9999'],
    [pattern('s', 4, false), 7, 's7'],
    [pattern('', 2), 0, '00'],
    [pattern('rack-1-', 1), 9, 'rack-1-9'],
  ])('writes and reads %o with %i', (names, number, name) => {
    expect(names.format(number)).toBe(name);
    expect(names.parse(name)).toBe(number);
  });

  test.each(['s001', 's00001', 't0001', 's', '', 's-001', 's0001x', 's1e03', '0001', 's٠٠٠١'])(
    'reads nothing from %j',
    (name) => {
      expect(pattern('s', 4).parse(name)).toBeUndefined();
    },
  );

  test('without leading zeros reads no zeros', () => {
    const names = pattern('s', 2, false);
    expect([names.parse('s07'), names.parse('s7'), names.parse('s100'), names.parse('s0')]).toEqual([
      undefined,
      7,
      undefined,
      0,
    ]);
  });

  test('has runs of names of one length', () => {
    expect(pattern('s', 3).segments(5, 120)).toEqual([[5, 120]]);
    expect(pattern('s', 3, false).segments(5, 120)).toEqual([
      [5, 9],
      [10, 99],
      [100, 120],
    ]);
    expect(pattern('s', 3, false).segments(0, 0)).toEqual([[0, 0]]);
    expect(pattern('s', 3).segments(5, 4)).toEqual([]);
  });

  test.each([{ digits: 0 }, { digits: 16 }, { digits: null }, { next: -1 }])('refuses %o', (wrong) => {
    const given = { basename: 's', digits: 4, next: 0, leadingZeros: true, ...wrong };
    expect(() => new NamePattern('the manager', given)).toThrow(expect.objectContaining({ code: 'MANAGER_INVALID' }));
  });
});
