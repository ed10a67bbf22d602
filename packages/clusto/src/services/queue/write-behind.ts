import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../../base/back-off.ts';

/** What is written, and how often. */
export interface WriteBehindOptions<Item> {
  /** So many may wait. */
  readonly most: number;
  /** At least so long between the end of one write and the next, in milliseconds. */
  readonly interval: number;
  /** Writes all that waits, as one. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** Told of an error of `write`. @returns whether to try again, after a while; else the items are given up */
  readonly onError: (error: unknown, items: readonly Item[]) => boolean;
}

const retries = { first: 200, most: 10_000 };

/**
 * What is to be written without keeping anybody waiting: all that has come since the last write goes into the next one, so that
 * a flood makes few of them. Of one key the latest item counts.
 */
export class WriteBehind<Item> implements AsyncDisposable {
  readonly #options: WriteBehindOptions<Item>;
  #waiting = new Map<number | string, Item>();
  readonly #ended = new AbortController();
  /** Ends pauses: what waits is written at once. */
  readonly #hurried = new AbortController();
  #working: Promise<void> | undefined;

  constructor(options: WriteBehindOptions<Item>) {
    this.#options = options;
  }

  /** @returns whether there was room */
  offer(key: number | string, item: Item): boolean {
    const isFull = this.#waiting.size >= this.#options.most && !this.#waiting.has(key);
    if (isFull || this.#hurried.signal.aborted) return false;
    this.#waiting.set(key, item);
    this.#working ??= this.#run();
    return true;
  }

  /** Takes nothing more, and writes what waits. */
  async drain(): Promise<void> {
    this.#hurried.abort();
    await this.#working;
  }

  /** Gives up what waits; what is being written is finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#hurried.abort();
    await this.#working;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    const { interval } = this.#options;
    // after the packet that began it has been answered
    await Promise.resolve();
    while (this.#waiting.size > 0 && !signal.aborted) {
      const items = [...this.#waiting.values()];
      this.#waiting = new Map();
      await this.#write(items);
      await delay(interval, undefined, { signal: this.#hurried.signal, ref: false }).catch(() => undefined);
    }
    this.#working = undefined;
  }

  async #write(items: readonly Item[]): Promise<void> {
    const { write, onError } = this.#options;
    const { signal } = this.#ended;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await write(items);
      } catch (error) {
        if (signal.aborted || this.#hurried.signal.aborted || !onError(error, items)) return;
        await delay(backOff(failures, retries), undefined, { signal: this.#hurried.signal }).catch(() => undefined);
      }
    }
  }
}
