import { type Log } from '../log/log.ts';

/** Tells the log once why the database cannot be read, and once that it can again, however often somebody asks. */
export class Reachability {
  readonly #log: Log;
  #isLost = false;

  constructor(log: Log) {
    this.#log = log;
  }

  lost(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#log.write('HTTP_DATABASE_LOST', { reason: error instanceof Error ? error.message : String(error) });
  }

  back(): void {
    if (this.#isLost) this.#log.write('HTTP_DATABASE_BACK', {});
    this.#isLost = false;
  }
}
