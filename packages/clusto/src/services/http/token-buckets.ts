/** What a bucket holds, and when it held that. */
interface Bucket {
  left: number;
  at: number;
}

/**
 * A bucket of tokens for each of many keys: a request takes one, and they come back at a steady rate, so that a burst is let
 * through and a flood is not. The least recently seen keys are forgotten where there are too many, so memory is bounded.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #rate: number;
  readonly #size: number;
  readonly #most: number;

  /**
   * @param rate tokens that come back in a second
   * @param size tokens of a full bucket
   * @param most how many keys are remembered
   */
  constructor(rate: number, size: number, most = 10_000) {
    this.#rate = rate;
    this.#size = size;
    this.#most = most;
  }

  /** How many keys are remembered. */
  get keys(): number {
    return this.#buckets.size;
  }

  #leftAt(key: string, now: number): number {
    const { left, at } = this.#buckets.get(key) ?? { left: this.#size, at: now };
    return Math.min(this.#size, left + (Math.max(0, now - at) * this.#rate) / 1000);
  }

  /** In how many seconds there is a token again; 0 where there is one. @param now in milliseconds */
  wait(key: string, now: number): number {
    const left = this.#leftAt(key, now);
    return left >= 1 ? 0 : Math.ceil((1 - left) / this.#rate);
  }

  /** Takes a token, where there is one. @param now in milliseconds @returns as `wait` before */
  take(key: string, now: number): number {
    const wait = this.wait(key, now);
    if (wait > 0) return wait;
    const left = this.#leftAt(key, now) - 1;
    // seen last: it stands at the end
    this.#buckets.delete(key);
    this.#buckets.set(key, { left, at: now });
    if (this.#buckets.size > this.#most) {
      const [oldest = ''] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    return 0;
  }
}
