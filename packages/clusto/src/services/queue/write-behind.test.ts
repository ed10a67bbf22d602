import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WriteBehind } from './write-behind.ts';

describe('what is written behind', () => {
  const written: string[][] = [];
  let fails = 0;
  let isTriedAgain = true;
  let behind: WriteBehind<string>;
  let isDone: (() => void) | undefined;

  beforeEach(() => {
    written.length = 0;
    [fails, isTriedAgain, isDone] = [0, true, undefined];
    behind = new WriteBehind<string>({
      most: 3,
      interval: 1000,
      write: async (items) => {
        if (fails > 0) {
          fails -= 1;
          throw new Error('away');
        }
        written.push([...items]);
        if (isDone !== undefined) await new Promise<void>((resolve) => (isDone = resolve));
      },
      onError: () => isTriedAgain,
    });
  });
  afterEach(() => behind[Symbol.asyncDispose]());

  test('is one write of all that has come, with the latest of each', async () => {
    expect(['a', 'b', 'a'].map((key, index) => behind.offer(key, `${key}${index}`))).toEqual([true, true, true]);
    await behind.drain();
    expect(written).toEqual([['a2', 'b1']]);
  });

  test('has bounds, and is not taken while it drains', async () => {
    expect(['a', 'b', 'c', 'd', 'a'].map((key) => behind.offer(key, key))).toEqual([true, true, true, false, true]);
    const drained = behind.drain();
    expect(behind.offer('e', 'e')).toBe(false);
    await drained;
    expect(written).toEqual([['a', 'b', 'c']]);
  });

  test('waits between writes, and for one that goes on', async () => {
    isDone = () => {};
    behind.offer('a', 'a');
    await vi.waitFor(() => expect(written).toEqual([['a']]), { timeout: 15_000 });
    behind.offer('b', 'b');
    behind.offer('c', 'c');
    expect(written).toEqual([['a']]);
    const first = isDone;
    isDone = undefined;
    first();
    await behind.drain();
    expect(written).toEqual([['a'], ['b', 'c']]);
  });

  test('is tried again until it works, or given up', async () => {
    fails = 1;
    behind.offer('a', 'a');
    await vi.waitFor(() => expect(written).toEqual([['a']]), { timeout: 15_000 });
    [fails, isTriedAgain] = [1, false];
    behind.offer('b', 'b');
    await behind.drain();
    expect(written).toEqual([['a']]);
  });
});
