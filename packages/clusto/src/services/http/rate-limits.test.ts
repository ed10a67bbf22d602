import { expect, test } from 'vitest';
import { RateLimits } from './rate-limits.ts';

const refused = expect.objectContaining({ code: 'RATE_EXCEEDED' });

test('a caller has a rate, with ten seconds of it at once', () => {
  let now = 0;
  const limits = new RateLimits(2, () => now);
  for (let count = 0; count < 20; count += 1) limits.count('one');
  expect(() => limits.count('one')).toThrow(refused);
  expect(() => limits.count('other')).not.toThrow();
  now = 500;
  expect(() => limits.count('one')).not.toThrow();
});

test('who guesses credentials has to wait, in the whole of a network of IPv6', () => {
  let now = 0;
  const limits = new RateLimits(2, () => now);
  for (let count = 0; count < 20; count += 1) {
    limits.admit('10.0.0.1');
    limits.noteStranger('10.0.0.1');
    limits.noteStranger(`2001:db8::${count}`);
  }
  expect(() => limits.admit('10.0.0.1')).toThrow(expect.objectContaining({ detail: { seconds: 3 } }));
  expect(() => limits.admit('2001:db8::ffff')).toThrow(refused);
  expect(() => limits.admit('10.0.0.2')).not.toThrow();
  expect(() => limits.admit('2001:db8:0:1::1')).not.toThrow();
  expect(() => limits.admit('::ffff:10.0.0.2')).not.toThrow();
  now = 3000;
  expect(() => limits.admit('10.0.0.1')).not.toThrow();
});
