import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

test('a burst is let through, and then as many as come back', () => {
  const buckets = new TokenBuckets(2, 3);
  expect([0, 0, 0, 0].map((now) => buckets.take('one', now))).toEqual([0, 0, 0, 1]);
  expect(buckets.take('one', 499)).toBe(1);
  expect(buckets.take('one', 500)).toBe(0);
  expect(buckets.take('one', 500)).toBe(1);
  expect(buckets.take('other', 500), 'everyone has a bucket').toBe(0);
});

test('a bucket is never more than full, and a clock that goes back empties none', () => {
  const buckets = new TokenBuckets(1, 2);
  buckets.take('one', 1_000_000);
  expect([0, 0].map(() => buckets.take('one', 0))).toEqual([0, 1]);
  expect([0, 0, 0].map(() => buckets.take('one', 9_000_000))).toEqual([0, 0, 1]);
});

test('looking takes nothing', () => {
  const buckets = new TokenBuckets(1, 1);
  expect([buckets.wait('one', 0), buckets.wait('one', 0)]).toEqual([0, 0]);
  buckets.take('one', 0);
  expect(buckets.wait('one', 0)).toBe(1);
});

test('the least recently seen keys are forgotten', () => {
  const buckets = new TokenBuckets(1, 1, 2);
  for (const key of ['one', 'two', 'one', 'three', 'four']) buckets.take(key, 0);
  expect(buckets.keys).toBe(2);
  expect(buckets.wait('four', 0)).toBe(1);
});
