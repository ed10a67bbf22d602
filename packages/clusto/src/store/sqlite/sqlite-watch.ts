import type BetterSqlite3 from 'better-sqlite3';
import type { CommitWatch, WatchListener } from '../commit-watch.ts';

/**
 * Looks for commits by `pragma data_version`, which differs on a handle after any other handle has committed, in this
 * process or another: a look costs some microseconds and reads no table. Files are not watched for it, as a write to the log
 * comes before the commit can be seen.
 */
export class SqliteWatch implements CommitWatch {
  readonly #look: () => unknown;
  readonly #listener: WatchListener;
  readonly #timer: NodeJS.Timeout;
  #seen: unknown;

  /**
   * @param handle one that never writes
   * @param poll between two looks, in milliseconds
   */
  constructor(handle: BetterSqlite3.Database, poll: number, listener: WatchListener) {
    const statement = handle.prepare('pragma data_version').pluck();
    this.#look = () => statement.get();
    this.#listener = listener;
    this.#seen = this.#look();
    this.#timer = setInterval(() => this.#poll(), poll);
  }

  #poll(): void {
    try {
      const version = this.#look();
      if (version === this.#seen) return;
      this.#seen = version;
    } catch {
      // whoever reads after this meets the same error, and reports it
    }
    this.#listener.onCommit();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}
