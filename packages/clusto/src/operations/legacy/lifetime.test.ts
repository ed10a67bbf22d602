import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lifetime, overlap, without } from './lifetime.ts';

const lifetime = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constant(Infinity)))
  .map(([from, length]): Lifetime => ({ from, to: from + length }));
const has = ({ from, to }: Lifetime, version: number): boolean => from <= version && version < to;
const versions = Array.from({ length: 40 }, (_, version) => version);

describe('lifetimes', () => {
  test('overlap in the versions that both have', () => {
    fc.assert(
      fc.property(lifetime, lifetime, (one, other) => {
        const both = overlap(one, other);
        for (const version of versions)
          expect(both !== undefined && has(both, version)).toBe(has(one, version) && has(other, version));
      }),
    );
  });

  test('leave, without others, the versions that none of these has, as few spans in order', () => {
    fc.assert(
      fc.property(lifetime, fc.array(lifetime, { maxLength: 5 }), (whole, others) => {
        const left = without(whole, others);
        for (const version of versions)
          expect(left.some((one) => has(one, version))).toBe(
            has(whole, version) && !others.some((one) => has(one, version)),
          );
        for (const [index, one] of left.entries()) {
          expect(one.from).toBeLessThan(one.to);
          expect(one.from).toBeGreaterThan(left[index - 1]?.to ?? -1);
        }
      }),
    );
  });
});
