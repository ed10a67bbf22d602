import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Log } from './log.ts';
import { rateLimited } from './rate-limited.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function flooded() {
  const said: string[] = [];
  const log: Log = { write: (id, detail) => said.push([id, ...Object.values(detail)].join(' ')) };
  return { said, limited: rateLimited(log, { lines: 2, interval: 5000 }) };
}

describe('a flood of messages', () => {
  test('is a few lines and a number', () => {
    const { said, limited } = flooded();
    for (let index = 0; index < 1000; index += 1) limited.write('SERVICE_READY', { name: index });
    limited.write('SERVICE_STOPPED', { name: 'other' });
    expect(said).toEqual(['SERVICE_READY 0', 'SERVICE_READY 1', 'SERVICE_STOPPED other']);
    vi.advanceTimersByTime(5000);
    expect(said.slice(3)).toEqual(['LOG_SUPPRESSED SERVICE_READY 998 5']);
  });

  test('is over with the interval', () => {
    const { said, limited } = flooded();
    for (const name of [1, 2, 3]) limited.write('SERVICE_READY', { name });
    vi.advanceTimersByTime(5000);
    limited.write('SERVICE_READY', { name: 4 });
    expect(said.at(-1)).toBe('SERVICE_READY 4');
    vi.advanceTimersByTime(5000);
    expect(said.at(-1)).toBe('SERVICE_READY 4');
  });

  test('is told to the end', () => {
    const { said, limited } = flooded();
    for (const name of [1, 2, 3]) limited.write('SERVICE_READY', { name });
    limited[Symbol.dispose]();
    expect(said.at(-1)).toBe('LOG_SUPPRESSED SERVICE_READY 1 5');
    expect(vi.getTimerCount()).toBe(0);
  });
});
