import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

test('everyone gets what was begun after they asked, and nobody a call of their own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (scheduler, count) => {
      let begun = 0;
      const call = coalesce(async () => {
        const number = (begun += 1);
        await scheduler.schedule(Promise.resolve());
        return number;
      });
      const ask = async (): Promise<void> => {
        await scheduler.schedule(Promise.resolve());
        const before = begun;
        expect(await call()).toBeGreaterThan(before);
      };
      await scheduler.waitFor(Promise.all(Array.from({ length: count }, ask)));
      expect(begun).toBeLessThanOrEqual(count);
    }),
    { numRuns: 50 },
  );
  let begun = 0;
  const call = coalesce(async () => (begun += 1));
  expect(await Promise.all(Array.from({ length: 20 }, call))).toEqual(Array.from({ length: 20 }, () => 1));
});

test('a call that fails is not the end', async () => {
  let begun = 0;
  const call = coalesce(async () => {
    begun += 1;
    if (begun === 1) throw new Error('lost');
    return begun;
  });
  const [one, other] = await Promise.allSettled([call(), call()]);
  expect([one.status, other.status]).toEqual(['rejected', 'rejected']);
  expect(await call()).toBe(2);
});
