import { type Log, type LogDetail } from './log.ts';
import { type LogId } from './log-messages.ts';

/** How many lines of one id are written at most in each interval. */
export interface LogLimit {
  readonly lines: number;
  /** In milliseconds. */
  readonly interval: number;
}

const usual: LogLimit = { lines: 10, interval: 10_000 };

/** A log that leaves lines out. */
export interface LimitedLog extends Log {
  /** @param detail or what makes it, where that is not worth its cost for lines that are left out */
  write<Id extends LogId>(id: Id, detail: LogDetail<Id> | (() => LogDetail<Id>)): void;
}

/**
 * A log for what others cause, which may be a flood: of each id a few lines are written in each interval, and the others
 * are told as a number when it ends. Disposing tells what is left.
 */
export function rateLimited(log: Log, { lines, interval }: LogLimit = usual): LimitedLog & Disposable {
  const counts = new Map<LogId, number>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    for (const [id, count] of counts)
      if (count > lines)
        log.write('LOG_SUPPRESSED', { suppressed: id, count: count - lines, seconds: interval / 1000 });
    counts.clear();
  };
  return {
    write(id, detail) {
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      timer ??= setTimeout(tell, interval).unref();
      if (count <= lines) log.write(id, typeof detail === 'function' ? detail() : detail);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      tell();
    },
  };
}
