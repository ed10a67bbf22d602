import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClustoException } from '../base/errors.ts';
import { readDuration, timeAfter } from './read-duration.ts';

test.each([
  ['30d', 30 * 86_400_000],
  ['2h', 7_200_000],
  ['1.5 hours', 5_400_000],
  ['90 min', 5_400_000],
  ['1w', 604_800_000],
  ['5s', 5000],
])('%s', (text, expected) => {
  expect(readDuration('hold', text)).toBe(expected);
});

test.each(['', '30', '-2h', '2', 'h', '2 fortnights', '0h', '2h30m', '1e3h', 'Infinity d', '999y', '２h'])(
  'refuses %j',
  (text) => {
    expect(() => readDuration('hold', text)).toThrow(
      expect.objectContaining({
        code: 'DURATION_INVALID',
        message: `hold must be a time like 90m, 2h or 30d, not ${text === '' ? '""' : text}.`,
      }),
    );
  },
);

test('any text is a duration that is to come, or is refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,4}\.?\d{0,3} ?[a-z]{0,5}$/)), (text) => {
      try {
        const duration = readDuration('hold', text);
        expect(duration).toBeGreaterThanOrEqual(1);
        expect(Number.isNaN(new Date(Date.now() + duration).getTime())).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(ClustoException);
      }
    }),
  );
});

test('counts from the time that is given', () => {
  expect(timeAfter(new Date('2026-01-01T00:00:00Z'), 'hold', '36h')).toEqual(new Date('2026-01-02T12:00:00Z'));
  expect(timeAfter(new Date('2026-01-01T00:00:00.001Z'), 'hold', '1s')).toEqual(new Date('2026-01-01T00:00:02Z'));
});
