import { failure } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import type { Connection, Dialect, WriteConnection } from './dialect.ts';
import type { Guard } from './guard.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** What all parts of one transaction share. */
export interface TransactionState {
  readonly connection: WriteConnection;
  readonly dialect: Dialect;
  readonly version: number;
  /** Entities known to be live, so that each is checked once. */
  readonly live: Set<number>;
  /** Who is asked before the commit. */
  readonly guards: Set<Guard>;
  /** When something was last done in it, on the monotonic clock in milliseconds. */
  lastUse: number;
  /** From the commit or the rollback on: the connection is another's then, and nothing may reach it. */
  isOver: boolean;
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
  readonly #depth: number;
  readonly #parts = new Mutex();
  #partsLeft = 0;
  #savepoint: Promise<string> | undefined;
  #isOpen = true;
  /** Writes that stand, those of finished parts included. */
  #writes = 0;
  readonly #ifUndone: (() => void)[] = [];

  constructor(state: TransactionState, parent?: Scope) {
    this.#state = state;
    this.#parent = parent;
    this.#depth = parent === undefined ? 0 : parent.#depth + 1;
    this.connection = this.#guarded();
    this.writer = new Writer(this.connection, state, {
      beforeWrite: () => this.#beforeWrite(1),
      beforeBookkeeping: () => this.#beforeWrite(0),
      ifUndone: (callback) => this.#ifUndone.push(callback),
      writes: () => this.#writes,
    });
  }

  get writes(): number {
    return this.#writes;
  }

  /** Has somebody asked before the transaction commits. */
  guardedBy(guard: Guard | undefined): void {
    if (guard !== undefined) this.#state.guards.add(guard);
  }

  /** Asks whether what the transaction has done so far may stand. */
  async askGuards(): Promise<void> {
    const { guards, dialect, version } = this.#state;
    if (guards.size === 0) return;
    const at = (number: number): Reader => new Reader(() => this.#state.connection, dialect, number);
    const [before, after] = [at(version - 1), at(version)];
    for (const guard of guards) await guard.check({ changed: () => after.changes.of([version]), before, after });
  }

  /** @throws TRANSACTION_CLOSED */
  requireOpen(): void {
    if (!this.#isOpen || this.#state.isOver) throw failure('TRANSACTION_CLOSED', {});
    this.#state.lastUse = performance.now();
  }

  /** Runs a part of this one: all of it stands, or nothing. `enter` makes it the current one. */
  async part<T>(
    enter: (scope: Scope, work: () => Promise<T>) => Promise<T>,
    work: (scope: Scope) => Promise<T>,
  ): Promise<T> {
    this.requireOpen();
    this.#partsLeft += 1;
    try {
      return await this.#parts.run(() => this.#run(enter, work));
    } finally {
      this.#partsLeft -= 1;
    }
  }

  async #run<T>(
    enter: (scope: Scope, work: () => Promise<T>) => Promise<T>,
    work: (scope: Scope) => Promise<T>,
  ): Promise<T> {
    this.requireOpen();
    const part = new Scope(this.#state, this);
    try {
      const result = await enter(part, () => work(part));
      await part.finish();
      if (part.#savepoint) await this.#exec(`release savepoint ${await part.#savepoint}`);
      this.#writes += part.#writes;
      this.#ifUndone.push(...part.#ifUndone);
      return result;
    } catch (error) {
      await part.#undo();
      throw error;
    }
  }

  /** Waits for parts that nobody awaited, then takes no more. */
  async finish(): Promise<void> {
    while (this.#partsLeft > 0) await this.#parts.idle();
    this.#isOpen = false;
  }

  /** Brings objects that followed a change back to what they were. */
  undone(): void {
    for (const callback of this.#ifUndone.splice(0).reverse()) callback();
  }

  async #undo(): Promise<void> {
    await this.finish();
    this.undone();
    this.#state.live.clear();
    const savepoint = await this.#savepoint?.catch(() => undefined);
    if (savepoint === undefined) return;
    try {
      await this.#exec(`rollback to savepoint ${savepoint}`);
      await this.#exec(`release savepoint ${savepoint}`);
    } catch {
      // what went wrong in the part is the better error; the rest of the transaction cannot stand
      this.#state.isOver = true;
    }
  }

  async #exec(text: string): Promise<void> {
    if (this.#state.isOver) throw failure('TRANSACTION_CLOSED', {});
    await this.#state.connection.exec(text);
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

  /** @param writes how many that make a version */
  async #beforeWrite(writes: 0 | 1): Promise<void> {
    this.requireOpen();
    this.#writes += writes;
    await this.#setSavepoint();
  }

  #setSavepoint(): Promise<unknown> {
    if (!this.#parent) return Promise.resolve();
    this.#savepoint ??= this.#parent.#setSavepoint().then(async () => {
      // one part of a depth is open at a time, and few names make few statements
      const name = `part_${this.#depth}`;
      await this.#exec(`savepoint ${name}`);
      return name;
    });
    return this.#savepoint;
  }
}
