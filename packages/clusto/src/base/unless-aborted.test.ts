import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from './unless-aborted.ts';

test('is what the work comes to, and leaves nothing at the signal', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(signal, Promise.resolve(1))).toBe(1);
  await expect(unlessAborted(signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('is nothing when the signal is given, then or before, whatever becomes of the work', async () => {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<number>();
  const waiting = unlessAborted(controller.signal, promise);
  controller.abort();
  expect(await waiting).toBeUndefined();
  expect(await unlessAborted(controller.signal, promise)).toBeUndefined();
  reject(new Error('nobody is left to hear of this'));
});
