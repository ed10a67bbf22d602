import type BetterSqlite3 from 'better-sqlite3';
import type { Connection, SqlValue } from '../dialect.ts';
import { translateSqliteError } from './sqlite-errors.ts';

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** Which parameter stands at each `?`: numbers in the text may repeat and come in any order. */
  readonly order: readonly number[];
  /** Whether `order` is 0, 1, 2, …: then the values go in as they are. */
  readonly isPlain: boolean;
}

/** Texts with filters vary; a bound keeps a service that runs for months from collecting them all. */
const mostPrepared = 500;

/** How long a handle waits for a lock, in milliseconds, stopping the event loop: for what is over at once. */
export const waited = 5000;

/** One better-sqlite3 database handle as a connection; calls are synchronous inside. */
export class SqliteConnection implements Connection {
  readonly handle: BetterSqlite3.Database;
  protected readonly label: string;
  readonly #prepared = new Map<string, Prepared>();

  constructor(handle: BetterSqlite3.Database, label: string) {
    this.handle = handle;
    this.label = label;
  }

  async all<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]> {
    try {
      const prepared = this.#prepare(text);
      return prepared.statement.all(...bind(prepared, values)) as Row[];
    } catch (error) {
      throw translateSqliteError(error, this.label, waited / 1000);
    }
  }

  async run(text: string, values: readonly SqlValue[]): Promise<number> {
    try {
      const prepared = this.#prepare(text);
      return prepared.statement.run(...bind(prepared, values)).changes;
    } catch (error) {
      throw translateSqliteError(error, this.label, waited / 1000);
    }
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text);
    if (known) return known;
    const order: number[] = [];
    // The plus means nothing, but that SQLite takes the plan that it has: for a bare parameter that a statistic is there of
    // (STAT4), or in `max`, it would compile the statement anew for each value, which takes several times as long as running it.
    const positional = text.replace(/\$(\d+)/g, (_, number: string) => {
      order.push(Number(number) - 1);
      return '+?';
    });
    const isPlain = order.every((parameter, place) => parameter === place);
    const prepared = { statement: this.handle.prepare(positional), order, isPlain };
    if (this.#prepared.size >= mostPrepared) this.#prepared.clear();
    this.#prepared.set(text, prepared);
    return prepared;
  }
}

function bind(prepared: Prepared, values: readonly SqlValue[]): readonly unknown[] {
  const bound = prepared.isPlain ? values : prepared.order.map((place) => values[place]);
  // a list goes in as JSON text, see `anyOf` of the dialect
  return bound.some(Array.isArray)
    ? bound.map((value) => (Array.isArray(value) ? JSON.stringify(value) : value))
    : bound;
}
