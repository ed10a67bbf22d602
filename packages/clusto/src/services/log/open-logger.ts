import { openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type DestinationStream, type Logger, pino } from 'pino';
import { failure } from '../../base/errors.ts';

/** How much is written: what is below is left out. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A file, or a file descriptor: 2 is stderr. */
export type LogTarget = string | number;

/** A logger and what it writes to. Disposing waits until everything is written. */
export interface OpenLogger extends AsyncDisposable {
  readonly logger: Logger;
  /** Opens the file anew, after another program has moved it away. */
  reopen(): void;
  /** Writes what waits, before the process ends at once. */
  flush(): void;
}

/** How long what was written last may wait for its reader, in milliseconds. */
const longestEnd = 1000;

/** So many characters wait for a slow reader; what comes then is dropped: a log that nobody reads stops no service. */
const mostWaiting = 4 << 20;

/** The moment as pino writes it: made once for all lines of the same millisecond. */
function timeOfLine(): () => string {
  let [last, text] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== last) [last, text] = [now, `,"time":"${new Date(now).toISOString()}"`];
    return text;
  };
}

/** A logger whose lines are JSON: time, level, and what is written. */
export function loggerTo(stream: DestinationStream, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: timeOfLine(),
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}

/** Lines wait for others for so many characters and milliseconds: each write by itself would cost as much as what it tells of. */
const [fewWaiting, longestWait] = [64 << 10, 50];

function openFile(path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (error) {
    throw failure('FILE_UNWRITABLE', { file: path, reason: (error as Error).message }, error);
  }
}

/**
 * Opens a log that does not make its writers wait.
 * @param onDrop is called for each line that is lost, as its reader does not read or the disk is full
 * @throws FILE_UNWRITABLE
 */
export function openLogger(target: LogTarget, level: LogLevel, onDrop: () => void = () => {}): OpenLogger {
  // opened here, so that a mistake is an exception and not an event
  const dest = typeof target === 'string' ? openFile(target) : target;
  const stream = pino.destination({
    dest,
    sync: false,
    maxLength: mostWaiting,
    mode: 0o640,
  });
  stream
    .on('drop', (dropped: string) => {
      for (let left = dropped.split('\n').length - 1; left > 0; left -= 1) onDrop();
    })
    .on('error', onDrop);
  // the stream measures all that waits at each write, so it gets many lines at once
  let [lines, isEnded] = ['', false];
  let waiting: NodeJS.Timeout | undefined;
  const hand = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    if (lines !== '') stream.write(lines);
    lines = '';
  };
  const write = (line: string): void => {
    if (isEnded) return onDrop();
    lines += line;
    if (lines.length >= fewWaiting) hand();
    else waiting ??= setTimeout(hand, longestWait).unref();
  };
  return {
    logger: loggerTo({ write }, level),
    reopen: () => {
      hand();
      if (typeof target === 'string') stream.reopen(target);
    },
    flush: () => {
      hand();
      stream.flushSync();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => stream.once('close', resolve).once('error', resolve));
      hand();
      isEnded = true;
      // stderr itself stays open
      stream.end();
      await Promise.race([closed, delay(longestEnd, undefined, { ref: false })]);
    },
  };
}
