import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { failure } from '../../base/errors.ts';
import type { CommitWatch, WatchListener, WatchTimes } from '../commit-watch.ts';
import type { Ailment, Connection, Engine, EngineOptions, Snapshot, SqlValue, WriteConnection } from '../dialect.ts';
import { SqliteConnection, waited } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { addFunctions } from './add-functions.ts';
import { sqliteAilments } from './sqlite-ailments.ts';
import { isBusy, translateSqliteError } from './sqlite-errors.ts';
import { SqliteWatch } from './sqlite-watch.ts';

/** Between two tries for the write lock, in milliseconds: a random part keeps processes from meeting again. */
const pause = (): number => 1 + Math.random() * 4;

class SqliteWriter extends SqliteConnection implements WriteConnection {
  override async all<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]> {
    this.#requireTransaction();
    return super.all<Row>(text, values);
  }

  override async run(text: string, values: readonly SqlValue[]): Promise<number> {
    this.#requireTransaction();
    return super.run(text, values);
  }

  /** Some failures, such as a full disk, end the transaction; what came after would be a transaction of its own. */
  #requireTransaction(): void {
    if (!this.handle.inTransaction)
      throw failure('DATABASE_FAILED', { dsn: this.label, reason: 'the transaction was rolled back' });
  }

  async exec(text: string): Promise<void> {
    await this.run(text, []);
  }

  async commit(): Promise<void> {
    await this.run('commit', []);
  }

  async rollback(): Promise<void> {
    try {
      if (this.handle.inTransaction) this.handle.exec('rollback');
    } catch {
      // closing the handle ends the transaction too; the next writer opens another
      this.handle.close();
    }
  }
}

/** Rows between two turns of the event loop. */
const batch = 2000;

/** A read transaction of a handle of its own: in WAL it sees what was committed when it began. */
class SqliteSnapshot extends SqliteConnection implements Snapshot {
  async *batches(text: string): AsyncGenerator<unknown[][]> {
    try {
      let rows: unknown[][] = [];
      for (const row of this.handle.prepare(text).raw().iterate()) {
        rows.push(row as unknown[]);
        if (rows.length < batch) continue;
        yield rows;
        rows = [];
      }
      if (rows.length > 0) yield rows;
    } catch (error) {
      throw translateSqliteError(error, this.label, waited / 1000);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.handle.close();
  }
}

/**
 * SQLite through better-sqlite3: one handle for readers and, from the first write on, one for the writer, so that no
 * reader sees uncommitted work (WAL gives each its snapshot).
 */
export class SqliteEngine implements Engine {
  readonly dialect = sqliteDialect;
  readonly label: string;
  readonly reader: Connection;
  readonly #path: string;
  readonly #options: EngineOptions;
  readonly #readHandle: Sqlite.Database;
  #writer: SqliteWriter | undefined;
  /** The folder of a `:memory:` database: two handles cannot share real memory. */
  readonly #temporary: string | undefined;

  private constructor(path: string, label: string, options: EngineOptions, temporary: string | undefined) {
    this.#path = path;
    this.label = label;
    this.#options = options;
    this.#temporary = temporary;
    this.#readHandle = this.#open();
    this.#readHandle.pragma('query_only = on');
    this.reader = new SqliteConnection(this.#readHandle, label);
  }

  /**
   * @param path undefined for a database of its own in a temporary folder, removed on close.
   * @throws DATABASE_UNAVAILABLE, DATABASE_CORRUPT and the like
   */
  static open(path: string | undefined, label: string, options: EngineOptions): SqliteEngine {
    const temporary = path === undefined ? mkdtempSync(join(tmpdir(), 'clusto-')) : undefined;
    const file = path ?? join(temporary as string, 'memory.db');
    try {
      return new SqliteEngine(file, label, temporary ? { ...options, durability: 'off' } : options, temporary);
    } catch (error) {
      if (temporary) rmSync(temporary, { recursive: true, force: true });
      throw translateSqliteError(error, label, waited / 1000);
    }
  }

  #open(): Sqlite.Database {
    const folder = dirname(this.#path);
    if (!existsSync(folder))
      throw failure('DATABASE_UNAVAILABLE', { dsn: this.label, reason: `there is no folder ${folder}` });
    // SQLite would give a file it creates the permissions of the umask; an inventory is its owner's business
    if (!existsSync(this.#path)) closeSync(openSync(this.#path, 'a', 0o600));
    const handle = new Sqlite(this.#path, { timeout: waited });
    addFunctions(handle);
    try {
      if (handle.pragma('journal_mode', { simple: true }) !== 'wal') handle.pragma('journal_mode = wal');
      handle.pragma(`synchronous = ${this.#options.durability}`);
      handle.pragma('foreign_keys = on');
      handle.pragma('cache_size = -65536');
      return handle;
    } catch (error) {
      handle.close();
      throw error;
    }
  }

  #writeHandle(): SqliteWriter {
    if (this.#writer?.handle.open) return this.#writer;
    const handle = this.#open();
    // the lock is waited for below, without stopping the event loop
    handle.pragma('busy_timeout = 0');
    this.#writer = new SqliteWriter(handle, this.label);
    return this.#writer;
  }

  async begin(): Promise<WriteConnection> {
    const deadline = performance.now() + this.#options.busyTimeout;
    for (;;) {
      try {
        const writer = this.#writeHandle();
        writer.handle.exec('begin immediate');
        return writer;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline)
          throw translateSqliteError(error, this.label, this.#options.busyTimeout / 1000);
        await sleep(pause());
      }
    }
  }

  async snapshot(): Promise<Snapshot> {
    const snapshot = new SqliteSnapshot(this.#open(), this.label);
    snapshot.handle.exec('begin');
    // the snapshot is taken by the first read
    await snapshot.all('select count(*) from sqlite_master', []);
    return snapshot;
  }

  ailments(): Promise<Ailment[]> {
    return sqliteAilments(this.reader);
  }

  watch({ poll }: WatchTimes, listener: WatchListener): CommitWatch {
    return new SqliteWatch(this.#readHandle, poll, listener);
  }

  isRetryable(): boolean {
    return false;
  }

  async close(): Promise<void> {
    await this.#writer?.rollback();
    this.#writer?.handle.close();
    this.#readHandle.close();
    if (this.#temporary) rmSync(this.#temporary, { recursive: true, force: true });
  }
}
