import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readMoment } from './read-moment.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 8, 12) }));
afterEach(() => vi.useRealTimers());

test.each([
  ['2h', '2026-11-08T10:00:00.000Z'],
  ['1.5d', '2026-11-07T00:00:00.000Z'],
  ['1w', '2026-11-01T12:00:00.000Z'],
  ['17', '17'],
  ['2026-11-01', '2026-11-01'],
  ['yesterday', 'yesterday'],
])('"%s" is %s', (text, moment) => {
  expect(readMoment(text)).toBe(moment);
});

test('a unit that is none is refused', () => {
  expect(() => readMoment('3x')).toThrow('the time that is past');
});
