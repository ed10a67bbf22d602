import { describe, expect, test } from 'vitest';
import { fixedClock, systemClock } from './clock.ts';

test('systemClock is the time of the machine', () => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

describe('fixedClock', () => {
  test('stands still until told', () => {
    const clock = fixedClock(new Date('2026-11-01T00:00:00Z'));
    expect(clock.now().toISOString()).toBe('2026-11-01T00:00:00.000Z');
    clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2026-11-01T00:00:01.500Z');
    clock.set(new Date(0));
    expect(clock.now().getTime()).toBe(0);
  });

  test('shares no Date', () => {
    const start = new Date(0);
    const clock = fixedClock(start);
    start.setTime(5);
    clock.now().setTime(7);
    const next = new Date(1);
    expect(clock.now().getTime()).toBe(0);
    clock.set(next);
    next.setTime(9);
    expect(clock.now().getTime()).toBe(1);
  });
});
