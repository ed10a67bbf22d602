import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { failure } from '../../base/errors.ts';
import { translateSqliteError } from '../sqlite/sqlite-errors.ts';
import { type LegacyConnection, openingTime } from './legacy-connection.ts';

/** Reads a file of SQLite without writing a byte into it, as it is when it is opened. */
export class SqliteLegacy implements LegacyConnection {
  readonly label: string;
  readonly #handle: Sqlite.Database;

  private constructor(handle: Sqlite.Database, label: string) {
    this.#handle = handle;
    this.label = label;
  }

  /** @throws DATABASE_UNAVAILABLE, DATABASE_CORRUPT, DATABASE_BUSY */
  static open(path: string, label: string): SqliteLegacy {
    if (!existsSync(path)) throw failure('DATABASE_UNAVAILABLE', { dsn: label, reason: 'there is no such file' });
    return translated(label, () => {
      const handle = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: openingTime });
      try {
        handle.exec('begin');
        // a file that was cut off can be read for a while
        const [found] = handle.pragma('quick_check(1)') as { quick_check: string }[];
        if (found?.quick_check !== 'ok')
          throw failure('DATABASE_CORRUPT', { dsn: label, reason: found?.quick_check ?? 'it cannot be checked' });
        return new SqliteLegacy(handle, label);
      } catch (error) {
        handle.close();
        throw error;
      }
    });
  }

  quoted(name: string): string {
    return `"${name}"`;
  }

  asText(column: string): string {
    return `cast(${column} as text)`;
  }

  moment(column: string): string {
    return `cast(${column} as text)`;
  }

  plainTime(column: string): string {
    return this.moment(column);
  }

  async tables(names: readonly string[]): Promise<readonly string[]> {
    const rows = await this.rows(`select name from sqlite_master where type = 'table'`);
    return names.filter((name) => rows.some((row) => row['name'] === name));
  }

  async rows(text: string): Promise<Record<string, unknown>[]> {
    return translated(this.label, () => this.#handle.prepare(text).all() as Record<string, unknown>[]);
  }

  async close(): Promise<void> {
    this.#handle.close();
  }
}

function translated<T>(label: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translateSqliteError(error, label, openingTime / 1000);
  }
}
