import { setTimeout as delay } from 'node:timers/promises';
import { show } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type DatabaseCopy } from '../../operations/database-copy.ts';
import { type Log } from '../log/log.ts';

/** In milliseconds. */
const times = {
  /** How long a read waits for a version that the copy does not have yet. */
  patience: 200,
  step: 20,
  /** How long the copy may take to say which version it has. */
  answer: 1000,
  /** How long nobody asks a copy that has failed. */
  rest: 5000,
} as const;

/** A copy of the database that follows it, out of which reads are answered where it has what they need. */
export class Replica {
  readonly #copy: DatabaseCopy;
  readonly #log: Log;
  #written = 0;
  #lostUntil = 0;
  #isLost = false;

  constructor(copy: DatabaseCopy, log: Log) {
    this.#copy = copy;
    this.#log = log;
  }

  /** Whether it cannot be read just now. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** What this server has written is what it shows from then on. */
  noteWrite(version: number): void {
    this.#written = Math.max(this.#written, version);
  }

  /** The inventory at a version that the copy has. */
  view(inventory: Clusto, version: number): Clusto {
    return this.#copy.view(inventory, version);
  }

  /**
   * The latest version that the copy has, if that is at least so much, or becomes so within a moment.
   * @returns undefined where the database itself has to be read
   */
  async versionFrom(least: number): Promise<number | undefined> {
    const needed = Math.max(least, this.#written);
    for (let waited = 0; waited <= times.patience; waited += times.step) {
      const version = await this.#version();
      if (version === undefined || version >= needed) return version;
      await delay(times.step);
    }
    return undefined;
  }

  async #version(): Promise<number | undefined> {
    if (performance.now() < this.#lostUntil) return undefined;
    const over = new AbortController();
    const late = delay(times.answer, undefined, { signal: over.signal }).then(() => {
      throw new Error('it does not answer');
    });
    try {
      const version = await Promise.race([this.#copy.version(), late]);
      if (this.#isLost) this.#log.write('HTTP_REPLICA_BACK', {});
      this.#isLost = false;
      return version;
    } catch (error) {
      if (!this.#isLost) this.#log.write('HTTP_REPLICA_LOST', { reason: show(error) });
      this.#isLost = true;
      this.#lostUntil = performance.now() + times.rest;
      return undefined;
    } finally {
      over.abort();
      late.catch(() => undefined);
    }
  }

  close(): Promise<void> {
    return this.#copy.close();
  }
}
