/**
 * Versions in the order of commit, each once, as they are read or made; it goes on until it is ended. Nothing is read ahead of
 * what is asked for but the page that it is on.
 */
export class ChangeFeed<Entry> implements AsyncIterableIterator<Entry, undefined>, AsyncDisposable {
  readonly #entries: AsyncGenerator<Entry, undefined>;
  readonly #ended = new AbortController();

  /** @param follow has to end soon after its signal is given */
  constructor(follow: (ended: AbortSignal) => AsyncGenerator<Entry, undefined>, signal?: AbortSignal) {
    const ended = this.#ended.signal;
    this.#entries = follow(signal === undefined ? ended : AbortSignal.any([ended, signal]));
  }

  /** The next version, as soon as there is one. */
  next(): Promise<IteratorResult<Entry, undefined>> {
    return this.#entries.next();
  }

  /** Ends the feed, also while someone waits for the next version, and resolves when all that it held is given back. */
  async return(): Promise<IteratorResult<Entry, undefined>> {
    this.#ended.abort();
    await this.#entries.return(undefined);
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
