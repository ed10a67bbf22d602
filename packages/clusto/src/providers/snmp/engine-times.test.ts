import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineTimes, readEngineTime } from './engine-times.ts';

const second = 1000;

describe('the clocks of engines', () => {
  const timely = (times: EngineTimes, boots: number, time: number, now: number, engine = 'aa'): boolean =>
    times.isTimely({ engine, boots, time }, now * second);

  test('take what is not older than the time window', () => {
    const times = new EngineTimes();
    expect(timely(times, 3, 1000, 0)).toBe(true);
    expect([timely(times, 3, 1000, 10), timely(times, 3, 900, 10)]).toEqual([true, true]);
    // 160 seconds later the clock of the engine is at 1160
    expect([timely(times, 3, 1000, 160), timely(times, 3, 1001, 160)]).toEqual([false, true]);
    expect(timely(times, 3, 1200, 160)).toBe(true);
    expect(timely(times, 3, 1049, 160)).toBe(false);
  });

  test('take an engine that has begun anew, and nothing from before that', () => {
    const times = new EngineTimes();
    timely(times, 3, 1000, 0);
    expect([timely(times, 4, 1, 1), timely(times, 3, 1001, 1)]).toEqual([true, false]);
    expect([timely(times, 3, 5, 1, 'bb'), timely(times, 0x7fff_ffff, 5, 1)]).toEqual([true, false]);
  });

  test('are not more than there can be', () => {
    const times = new EngineTimes();
    for (let engine = 0; engine < 10_100; engine += 1) timely(times, 1, 1, 0, String(engine));
    expect(times.size).toBe(10_000);
    expect([timely(times, 0, 1, 0, '10099'), timely(times, 0, 1, 0, '0')]).toEqual([false, true]);
  });
});

test('what a message says of a clock is read, whatever its lengths are', () => {
  const header = '300d 0201 01 0202 ffe3 0401 03 0201 03';
  const parameters = '3013 0405 8000000001 0201 07 0202 0400 0400 0400 0400';
  const message = (security: string): Uint8Array =>
    Buffer.from(`30 820029 0201 03 ${header} ${security}`.replaceAll(' ', ''), 'hex');
  expect(readEngineTime(message(`0415 ${parameters}`))).toEqual({ engine: '8000000001', boots: 7, time: 1024 });
  expect(readEngineTime(message(`0485 ${parameters}`))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => readEngineTime(bytes)).not.toThrow();
    }),
  );
});
