import { expect, test } from 'vitest';
import { backOff } from './back-off.ts';

const times = { first: 100, most: 1000 };

test('doubles with every failure up to a bound, of which a random part is waited', () => {
  const longest = [1, 2, 3, 4, 5, 2000].map((failures) => backOff(failures, times, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(backOff(3, times, () => 0.25)).toBe(100);
  expect(backOff(9, times, () => 0)).toBe(0);
});
