/** Work that goes on whether or not somebody waits for its answer. A server waits for it before it ends. */
export class WorkInProgress {
  /** Aborted when there is no time left. */
  readonly signal: AbortSignal;
  readonly #all = new Set<Promise<unknown>>();

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** @returns the same work */
  async follow<T>(work: Promise<T>): Promise<T> {
    this.#all.add(work);
    try {
      return await work;
    } finally {
      this.#all.delete(work);
    }
  }

  /** Comes when all of it is over, well or not. */
  async over(): Promise<void> {
    await Promise.allSettled(this.#all);
  }
}
