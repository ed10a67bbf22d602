import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** A value of a statement. */
export type Value = string | number | bigint | Buffer | null;

/** A prepared statement: rows of objects. Synchronous on SQLite, as plain code would be. */
export type Statement = (...values: Value[]) => unknown;

/** The same database without clusto. */
export interface Raw {
  /** `$1`, `$2`, … in order and each once. */
  prepare(text: string, kind?: 'read' | 'write'): Statement;
  run(text: string): unknown;
  close(): Promise<void>;
}

function rawSqlite(path: string): Raw {
  const database = new Sqlite(path);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.pragma('foreign_keys = on');
  return {
    prepare(text, kind = 'read') {
      const statement = database.prepare(text.replace(/\$\d+/g, '?'));
      return kind === 'read' ? (...values) => statement.all(...values) : (...values) => statement.run(...values);
    },
    run: (text) => database.exec(text),
    close: async () => void database.close(),
  };
}

async function rawPostgres(url: string): Promise<Raw> {
  const client = new pg.Client(url);
  await client.connect();
  let statements = 0;
  return {
    prepare(text) {
      const name = `raw_${(statements += 1)}`;
      return (...values) => client.query({ name, text, values });
    },
    run: (text) => client.query(text),
    close: () => client.end(),
  };
}

export async function openRaw(dsn: string): Promise<Raw> {
  return dsn.startsWith('sqlite:') ? rawSqlite(dsn.slice('sqlite:'.length)) : rawPostgres(dsn);
}
