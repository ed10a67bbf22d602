import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { slowProgress } from './slow-progress.ts';

const present = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
let written: string;
beforeEach(() => {
  written = '';
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  Reflect.deleteProperty(process.stderr, 'isTTY');
  if (present !== undefined) Object.defineProperty(process.stderr, 'isTTY', present);
});

const onTerminal = (isTerminal: boolean): void => {
  Object.defineProperty(process.stderr, 'isTTY', { value: isTerminal, configurable: true });
};

test('says nothing of what is over within two seconds', () => {
  using progress = slowProgress();
  vi.advanceTimersByTime(1999);
  progress('reading', 1, 2);
  progress('reading');
  expect(written).toBe('');
});

test('draws a bar on a terminal, at most ten times a second, and clears it', () => {
  onTerminal(true);
  {
    using progress = slowProgress();
    vi.advanceTimersByTime(2000);
    progress('rows', 1, 3);
    progress('rows', 2, 3);
    vi.advanceTimersByTime(100);
    progress('rows', 3, 3);
  }
  const clear = '\r\u001B[2K';
  const empty = ' '.repeat(20);
  expect(written).toBe(`${clear}[${'#'.repeat(10)}${empty}] 33 % rows${clear}[${'#'.repeat(30)}] 100 % rows${clear}`);
});

test('writes a line every ten seconds where there is no terminal, and one for each step', () => {
  onTerminal(false);
  using progress = slowProgress();
  vi.advanceTimersByTime(3000);
  progress('rows', 1, 4);
  progress('rows', 2, 4);
  progress('closing');
  vi.advanceTimersByTime(10_000);
  progress('rows', 3, 4);
  expect(written).toBe('3 s: rows, 25 %\n3 s: closing\n13 s: rows, 75 %\n');
});
