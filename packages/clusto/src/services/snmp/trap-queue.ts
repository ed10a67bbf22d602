import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../../base/back-off.ts';

/** How much may wait. */
export interface QueueLimits {
  readonly most: number;
  /** Of one source, so that a flood from one leaves room for the others. */
  readonly mostOfOne: number;
}

/** What is done with what waits. */
export interface QueueWork<Item> {
  readonly work: (item: Item) => Promise<void>;
  /** Told of an error of `work`. @returns whether to try again, after a while; else the item is given up */
  readonly onError: (error: unknown, item: Item) => boolean;
}

const retries = { first: 200, most: 10_000 };

/** What has come and is not done yet: in its order, one at a time, and no more than there is room for. */
export class TrapQueue<Item> implements AsyncDisposable {
  readonly #limits: () => QueueLimits;
  readonly #work: QueueWork<Item>;
  readonly #waiting: { readonly source: string; readonly item: Item }[] = [];
  readonly #counts = new Map<string, number>();
  readonly #life = new AbortController();
  #working: Promise<void> | undefined;

  constructor(limits: () => QueueLimits, work: QueueWork<Item>) {
    [this.#limits, this.#work] = [limits, work];
  }

  /** How many wait, the one included that is being worked on. */
  get size(): number {
    return this.#waiting.length;
  }

  /** @returns whether there was room */
  offer(source: string, item: Item): boolean {
    const { most, mostOfOne } = this.#limits();
    const count = this.#counts.get(source) ?? 0;
    if (this.#waiting.length >= most || count >= mostOfOne || this.#life.signal.aborted) return false;
    this.#counts.set(source, count + 1);
    this.#waiting.push({ source, item });
    this.#working ??= this.#run();
    return true;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #run(): Promise<void> {
    // after the datagram that began it has been answered
    await Promise.resolve();
    for (let entry = this.#waiting[0]; entry !== undefined; entry = this.#waiting[0]) {
      await this.#do(entry.item);
      if (this.#life.signal.aborted) break;
      this.#waiting.shift();
      const left = (this.#counts.get(entry.source) ?? 1) - 1;
      if (left === 0) this.#counts.delete(entry.source);
      else this.#counts.set(entry.source, left);
    }
    this.#working = undefined;
  }

  async #do(item: Item): Promise<void> {
    const { signal } = this.#life;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await this.#work.work(item);
      } catch (error) {
        if (signal.aborted || !this.#work.onError(error, item)) return;
        await delay(backOff(failures, retries), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Gives up what waits; what is being done is finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#working;
  }
}
