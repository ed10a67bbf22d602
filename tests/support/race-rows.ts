import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Rows of the database as they are, past all code of clusto; integers as numbers. */
export async function readRows<Row>(dsn: string, text: string): Promise<Row[]> {
  if (dsn.startsWith('sqlite:')) {
    const database = new DatabaseSync(dsn.slice('sqlite:'.length), { readOnly: true });
    try {
      return database.prepare(text).all() as Row[];
    } finally {
      database.close();
    }
  }
  const client = new pg.Client(dsn);
  client.setTypeParser(pg.types.builtins.INT8, Number);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}
