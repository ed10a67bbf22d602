import type { CommitWatch, WatchListener, WatchTimes } from './commit-watch.ts';

/** What a statement takes: `Buffer` is 16 or more raw bytes; lists only where the text says `dialect.anyOf`. */
export type SqlValue = string | number | bigint | Buffer | null | readonly string[] | readonly number[];

/** A place where SQL runs. Texts number their parameters `$1`, `$2`, … and are prepared once for each distinct text. */
export interface Connection {
  all<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]>;
  /** @returns how many rows were changed. */
  run(text: string, values: readonly SqlValue[]): Promise<number>;
}

/** The connection of the one writer, inside an open database transaction. */
export interface WriteConnection extends Connection {
  /** Runs a statement without parameters or result: savepoints. */
  exec(text: string): Promise<void>;
  commit(): Promise<void>;
  /** Ends the transaction without a trace, also after a failure of the connection. Never throws. */
  rollback(): Promise<void>;
}

/** Where two databases differ in the text of a statement. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Column types by role, for migrations. */
  readonly types: Readonly<Record<'id' | 'int' | 'text' | 'float' | 'bytes', string>>;
  /** What follows the closing parenthesis of `create table`. */
  readonly tableSuffix: string;
  /** `column = any of the list in parameter`, as a condition. */
  anyOf(column: string, parameter: string, kind: 'text' | 'int'): string;
  /** A table of the pairs in `parameter`, a JSON array of arrays of two integers: rows with `one` and `other`. */
  pairs(parameter: string): string;
  /** `column` matches the `pattern` in `parameter`, as a condition that compares case. */
  matches(column: string, parameter: string): string;
  /** A glob, where `*` stands for any characters and nothing else is special, as `matches` takes it. */
  pattern(glob: string): string;
  /** `column` contains the text in `parameter`, as a condition that compares case. */
  contains(column: string, parameter: string): string;
  /** A text column as the number that it is; null where it is none. */
  numberIn(column: string): string;
  /** The type in which numbers of any kind are compared. */
  readonly numberType: string;
  /** A text column holds an address (with or without a prefix length) in the subnet of `parameter`, as a condition. */
  inCidr(column: string, parameter: string): string;
  /** A column that is compared but not searched by, as far as the database can be told so. */
  unindexed(column: string): string;
  /** A 64-bit integer column, selected so that values beyond 2^53 arrive exactly (as text or bigint). */
  wideInt(column: string): string;
  /** Where others have to be told of a commit: an expression that tells them when the transaction commits.
   * @param version an expression of the version's number, or of null
   */
  announce?(version: string): string;
  /**
   * A statement that has the rest of a transaction planned by the values that it is given: for reads of a range, whose cost
   * depends on them. Undefined where statements are always planned alike.
   */
  readonly planByValues: string | undefined;
  /** Whether a table of this name exists: one row with `found` 1 or 0. */
  readonly tableExists: string;
  /** The columns of the table in `$1` with their types, in their order: rows with `name` and `type`. */
  readonly columnsOf: string;
}

/** The database as it was when this was opened, whatever is committed meanwhile. Nobody waits for it. */
export interface Snapshot extends Connection, AsyncDisposable {
  /** Many rows, some at a time, each as a list of its columns. */
  batches(text: string): AsyncIterable<readonly (readonly unknown[])[]>;
}

/** Something that is wrong with the database as such. */
export interface Ailment {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** One kind of database, opened. */
export interface Engine {
  readonly dialect: Dialect;
  /** The DSN without secrets, for messages. */
  readonly label: string;
  /** For everything outside transactions: sees committed work only. */
  readonly reader: Connection;
  /**
   * Begins the transaction of the one writer. Writers of all processes take turns, so what a writer has read stays true
   * until it commits.
   * @throws DATABASE_BUSY when no turn comes in time.
   */
  begin(): Promise<WriteConnection>;
  snapshot(): Promise<Snapshot>;
  /** What the database itself says of its health: nothing where it is well. */
  ailments(): Promise<Ailment[]>;
  /** Looks out for commits of all processes. */
  watch(times: WatchTimes, listener: WatchListener): CommitWatch;
  /** Whether the whole transaction may be run again after this error. */
  isRetryable(error: unknown): boolean;
  close(): Promise<void>;
}

/** What every engine is opened with. */
export interface EngineOptions {
  /** How long a writer waits for its turn, in milliseconds. */
  readonly busyTimeout: number;
  /** A transaction in which nothing happens for so long is rolled back, in milliseconds. */
  readonly idleTimeout: number;
  /** `off` gives up surviving a power cut, for throw-away databases. */
  readonly durability: 'full' | 'off';
}
