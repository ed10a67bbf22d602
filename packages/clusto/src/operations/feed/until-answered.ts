import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { backOff } from '../../base/back-off.ts';
import { type Session } from '../../inventory/session.ts';

/** What reading came to. */
export interface Answer<T> {
  readonly answer: T;
}

/**
 * Reads, and asks a database that does not answer until it does.
 * @returns undefined when it was given up, as nobody followed any more
 * @throws what asking again does not help against
 */
export async function untilAnswered<T>(
  commits: Session['commits'],
  read: () => Promise<T>,
): Promise<Answer<T> | undefined> {
  for (let failures = 1; ; failures += 1) {
    try {
      // SQLite answers at once: without a turn of the event loop a long history would keep everything else waiting
      await setImmediate();
      const answer = await read();
      commits.found('read');
      return { answer };
    } catch (error) {
      if (commits.closed.aborted || !commits.isFollowed) return undefined;
      commits.lost('read', error);
      const pause = backOff(failures, commits.times.retry);
      await sleep(pause, undefined, { signal: commits.closed, ref: false }).catch(() => undefined);
    }
  }
}
