import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** Runs a statement behind the back of clusto, on a connection of its own. @returns its rows */
export async function runSql(dsn: string, text: string): Promise<Record<string, unknown>[]> {
  if (!dsn.startsWith('sqlite:')) {
    const client = new pg.Client(dsn);
    await client.connect();
    try {
      return (await client.query(text)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }
  const handle = new Sqlite(dsn.slice('sqlite:'.length));
  try {
    const statement = handle.prepare(text);
    if (statement.reader) return statement.all() as Record<string, unknown>[];
    statement.run();
    return [];
  } finally {
    handle.close();
  }
}
