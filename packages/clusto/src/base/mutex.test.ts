import fc from 'fast-check';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Mutex } from './mutex.ts';

const plan = fc.array(
  fc.record({ turns: fc.nat(3), end: fc.constantFrom('return', 'reject', 'throw'), pause: fc.nat(2) }),
  { maxLength: 12 },
);

describe('Mutex', () => {
  test('never interleaves, keeps the order, hands on every result', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (tasks) => {
        const mutex = new Mutex();
        const log: string[] = [];
        const results: Promise<unknown>[] = [];
        for (const [index, { turns, end, pause }] of tasks.entries()) {
          const task = async (): Promise<number> => {
            log.push(`start ${index}`);
            for (let left = turns; left > 0; left -= 1) await turn();
            log.push(`end ${index}`);
            if (end === 'reject') throw new Error(`task ${index}`);
            return index;
          };
          const synchronous = (): never => {
            log.push(`start ${index}`, `end ${index}`);
            throw new Error(`task ${index}`);
          };
          const result = mutex.run(end === 'throw' ? synchronous : task);
          results.push(result.catch((error: Error) => error.message));
          for (let left = pause; left > 0; left -= 1) await turn();
        }
        expect(await Promise.all(results)).toEqual(
          tasks.map(({ end }, index) => (end === 'return' ? index : `task ${index}`)),
        );
        expect(log).toEqual(tasks.flatMap((_, index) => [`start ${index}`, `end ${index}`]));
      }),
      { numRuns: 50 },
    );
  });

  test('does not start a task before run has returned', async () => {
    const log: string[] = [];
    const running = new Mutex().run(async () => log.push('task'));
    log.push('after');
    await running;
    expect(log).toEqual(['after', 'task']);
  });

  test('runs a task in the async context of its caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const mutex = new Mutex();
    const seen = ['a', 'b'].map((name) => storage.run(name, () => mutex.run(async () => storage.getStore())));
    expect(await Promise.all(seen)).toEqual(['a', 'b']);
  });
});

describe('idle', () => {
  test('resolves at once when nothing runs', async () => {
    await expect(new Mutex().idle()).resolves.toBeUndefined();
  });

  test('waits for running, waiting, failing and added tasks', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const failing = mutex
      .run(async () => {
        await turn();
        throw new Error('no');
      })
      .catch(() => log.push('failed'));
    const adding = mutex.run(async () => {
      await turn();
      void mutex.run(async () => {
        await turn();
        log.push('added');
      });
      log.push('ended');
    });
    await mutex.idle();
    expect(log).toEqual(['failed', 'ended', 'added']);
    await Promise.all([failing, adding]);
  });
});
