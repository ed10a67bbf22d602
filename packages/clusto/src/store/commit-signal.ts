import { unlessAborted } from '../base/unless-aborted.ts';
import type { CommitWatch, WatchListener, WatchTimes } from './commit-watch.ts';
import type { Engine } from './dialect.ts';
import { isPassing } from './is-passing.ts';

/** Told with the error when the database does not answer, and with null when it does again. */
export type OnOutage = (error: unknown) => void;

type Source = 'watch' | 'read';

/**
 * Tells all who follow an inventory that something may have been committed, by whomever. There is one, with one watch of the
 * database, however many follow; without any there is no watch.
 */
export class CommitSignal {
  readonly times: WatchTimes;
  readonly #engine: Pick<Engine, 'watch'>;
  readonly #closed = new AbortController();
  /** Each with whether it waits for commits. */
  readonly #followers = new Map<OnOutage, boolean>();
  readonly #waiting = new Set<() => void>();
  readonly #outages = new Map<Source, unknown>();
  #watch: CommitWatch | undefined;
  /** The last watch that was given up, for as long as that takes. */
  #unwatched: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #wakes = 0;
  #version: number | undefined;

  constructor(engine: Pick<Engine, 'watch'>, times: WatchTimes) {
    this.#engine = engine;
    this.times = times;
  }

  /** Given when the inventory is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Whether anybody follows: if not, nobody waits for a database that does not answer. */
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** How often it was told of commits: what is read after asking for this is at least as new. */
  get mark(): number {
    return this.#wakes;
  }

  /**
   * From now on outages are told, until what is returned is called.
   * @param isWaiting whether commits are told, too
   */
  follow(onOutage: OnOutage = () => undefined, isWaiting = true): () => Promise<void> {
    const follower: OnOutage = (error) => onOutage(error);
    this.#followers.set(follower, isWaiting);
    if (isWaiting && !this.closed.aborted) this.#watch ??= this.#engine.watch(this.times, this.#listener());
    return () => {
      this.#followers.delete(follower);
      if (![...this.#followers.values()].includes(true)) this.#unwatch();
      return this.#unwatched;
    };
  }

  #unwatch(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    this.#failure = undefined;
    this.#outages.clear();
    if (watch !== undefined) this.#unwatched = watch.close();
  }

  #listener(): WatchListener {
    return {
      onCommit: (version) => this.wake(version),
      onLost: (error) => this.lost('watch', error),
      onFound: () => this.found('watch'),
      onFailed: (error) => {
        this.#failure = { error };
        this.wake();
      },
    };
  }

  /**
   * Says that something may have been committed.
   * @param version the version, where it is known; the same one twice counts once
   */
  wake(version?: number): void {
    if (version !== undefined && version === this.#version) return;
    this.#version = version ?? this.#version;
    this.#wakes += 1;
    for (const resolve of this.#waiting) resolve();
  }

  /**
   * Waits until something may have been committed after a mark was taken, or the signal is given, or the inventory closed.
   * @throws why commits cannot be told
   */
  async after(mark: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#wakes > mark || this.closed.aborted) resolve();
    this.#waiting.add(resolve);
    await unlessAborted(signal, promise);
    this.#waiting.delete(resolve);
    if (this.#failure !== undefined && !signal.aborted) throw this.#failure.error;
  }

  /** Says that the database does not answer. @throws the error where trying again would not help */
  lost(source: Source, error: unknown): void {
    if (!isPassing(error)) throw error;
    const isNews = this.#outages.size === 0;
    this.#outages.set(source, error);
    if (isNews) for (const follower of this.#followers.keys()) follower(error);
  }

  /** Says that it does again. */
  found(source: Source): void {
    const isNews = this.#outages.delete(source) && this.#outages.size === 0;
    if (isNews) for (const follower of this.#followers.keys()) follower(null);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    for (const resolve of this.#waiting) resolve();
    this.#unwatch();
    await this.#unwatched;
  }
}
