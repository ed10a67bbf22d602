import { existsSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { databases } from './support/databases.ts';

describe.each(databases)('a $name database for a test', ({ name, create }) => {
  test('is empty, its own, and gone after use', async () => {
    const first = await create();
    await using second = await create();
    expect(first.dsn).not.toBe(second.dsn);
    if (name === 'sqlite') {
      await first[Symbol.asyncDispose]();
      expect(existsSync(first.dsn.slice('sqlite:'.length))).toBe(false);
      return;
    }
    const client = new pg.Client(first.dsn);
    client.on('error', () => {}); // dropping the database cuts the connection
    await client.connect();
    expect((await client.query("select from information_schema.tables where table_schema = 'public'")).rowCount).toBe(
      0,
    );
    await first[Symbol.asyncDispose]();
    await expect(new pg.Client(first.dsn).connect()).rejects.toThrow('does not exist');
  });
});
