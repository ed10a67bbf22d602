/**
 * Versions in the order of commit, each once, as they are read or made; it goes on until it is ended. Nothing is read ahead of
 * what is asked for but the page that it is on.
 */
export class ChangeFeed<Entry> implements AsyncIterableIterator<Entry, undefined>, AsyncDisposable {
  readonly #entries: AsyncGenerator<Entry, undefined>;
  readonly #ended = new AbortController();
  readonly #over: () => void;

  /** @param follow has to end soon after its signal is given */
  constructor(follow: (ended: AbortSignal) => AsyncGenerator<Entry, undefined>, signal?: AbortSignal) {
    // one signal for both: Node may lose one that is made of two
    const onAbort = (): void => this.#ended.abort();
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    this.#over = () => signal?.removeEventListener('abort', onAbort);
    this.#entries = follow(this.#ended.signal);
  }

  /** The next version, as soon as there is one. */
  async next(): Promise<IteratorResult<Entry, undefined>> {
    const result = await this.#entries.next();
    if (result.done === true) this.#over();
    return result;
  }

  /** Ends the feed, also while someone waits for the next version, and resolves when all that it held is given back. */
  async return(): Promise<IteratorResult<Entry, undefined>> {
    this.#ended.abort();
    this.#over();
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
