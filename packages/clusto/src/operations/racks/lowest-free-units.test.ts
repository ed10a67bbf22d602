import { expect, test } from 'vitest';
import { lowestFreeUnits } from './lowest-free-units.ts';

test('the lowest adjacent units that are free, inside the rack', () => {
  const taken = new Set([1, 2, 4, 7]);
  const range = { lowest: 1, highest: 9 };
  expect(lowestFreeUnits(taken, range, 1)).toEqual([3]);
  expect(lowestFreeUnits(taken, range, 2)).toEqual([5, 6]);
  expect(lowestFreeUnits(taken, { lowest: 6, highest: 9 }, 2)).toEqual([8, 9]);
  expect(lowestFreeUnits(taken, range, 3)).toBeUndefined();
});
