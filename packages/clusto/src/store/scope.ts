import { failure } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import type { Connection, Dialect, WriteConnection } from './dialect.ts';
import { Writer } from './writer.ts';

/** What all parts of one transaction share. */
export interface TransactionState {
  readonly connection: WriteConnection;
  readonly dialect: Dialect;
  readonly version: number;
  savepoints: number;
  /** When something was last done in it, on the monotonic clock in milliseconds. */
  lastUse: number;
}

/**
 * A part of a transaction that is undone as a whole: the transaction itself, or an operation inside it, which is a
 * savepoint. The savepoint is set by the first write, so that reading costs none. Parts of one part run one at a time.
 */
export class Scope {
  /** The transaction's connection, for as long as this part is open. */
  readonly connection: Connection;
  readonly writer: Writer;
  readonly #state: TransactionState;
  readonly #parent: Scope | undefined;
  readonly #parts = new Mutex();
  #savepoint: Promise<string> | undefined;
  #isOpen = true;
  /** Writes that stand, those of finished parts included. */
  #writes = 0;

  constructor(state: TransactionState, parent?: Scope) {
    this.#state = state;
    this.#parent = parent;
    this.connection = this.#guarded();
    this.writer = new Writer(this.connection, state.dialect, state.version, () => this.#beforeWrite());
  }

  get writes(): number {
    return this.#writes;
  }

  /** @throws TRANSACTION_CLOSED */
  requireOpen(): void {
    if (!this.#isOpen) throw failure('TRANSACTION_CLOSED', {});
    this.#state.lastUse = performance.now();
  }

  /** Runs a part of this one: all of it stands, or nothing. `enter` makes it the current one. */
  part<T>(enter: (scope: Scope, work: () => Promise<T>) => Promise<T>, work: (scope: Scope) => Promise<T>): Promise<T> {
    this.requireOpen();
    return this.#parts.run(async () => {
      this.requireOpen();
      const part = new Scope(this.#state, this);
      try {
        const result = await enter(part, () => work(part));
        await part.finish();
        if (part.#savepoint) await this.#state.connection.exec(`release savepoint ${await part.#savepoint}`);
        this.#writes += part.#writes;
        return result;
      } catch (error) {
        await part.#undo();
        throw error;
      }
    });
  }

  /** Waits for parts that nobody awaited, then takes no more. */
  async finish(): Promise<void> {
    await this.#parts.idle();
    this.#isOpen = false;
  }

  /** Takes no more at once: what still runs in it fails at its next step. */
  close(): void {
    this.#isOpen = false;
  }

  async #undo(): Promise<void> {
    await this.finish();
    if (this.#savepoint === undefined) return;
    const savepoint = await this.#savepoint;
    await this.#state.connection.exec(`rollback to savepoint ${savepoint}`);
    await this.#state.connection.exec(`release savepoint ${savepoint}`);
    this.#forget();
  }

  #forget(): void {
    this.writer.forget();
    if (this.#parent) this.#parent.#forget();
  }

  #guarded(): Connection {
    const { connection } = this.#state;
    return {
      all: async (text, values) => {
        this.requireOpen();
        return connection.all(text, values);
      },
      run: async (text, values) => {
        this.requireOpen();
        return connection.run(text, values);
      },
    };
  }

  async #beforeWrite(): Promise<void> {
    this.requireOpen();
    this.#writes += 1;
    await this.#setSavepoint();
  }

  #setSavepoint(): Promise<unknown> {
    if (!this.#parent) return Promise.resolve();
    this.#savepoint ??= this.#parent.#setSavepoint().then(async () => {
      const name = `part_${++this.#state.savepoints}`;
      await this.#state.connection.exec(`savepoint ${name}`);
      return name;
    });
    return this.#savepoint;
  }
}
