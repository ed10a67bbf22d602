import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'clusto';
import { Pool } from 'clusto/drivers';
import pg from 'pg';
import { expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { repository } from './run-process.ts';

test('the role that only looks, as the guide to operation makes it, can read and cannot write', async () => {
  const page = await readFile(join(repository, 'docs/operate.md'), 'utf8');
  const [, statements = ''] = /^```sql\n(create role clusto_reader[^]*?)^```$/m.exec(page) ?? [];
  const postgres = databases.find(({ name }) => name === 'postgres');
  await using database = (await postgres?.create()) as Awaited<ReturnType<NonNullable<typeof postgres>['create']>>;
  await (await connect({ dsn: database.dsn, plugins: [] })).close();
  const owner = new pg.Client(database.dsn);
  owner.on('error', () => {}); // dropping the database cuts the connection
  await owner.connect();
  // roles belong to the whole server: another name for each run
  const role = `reader_${process.pid}`;
  await owner.query(statements.replaceAll('clusto_reader', role));
  try {
    await using clusto = await connect({ dsn: database.dsn.replace('clusto@', `${role}@`), plugins: [] });
    expect(await clusto.getEntities()).toStrictEqual([]);
    await expect(clusto.create(Pool, 'production')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
  } finally {
    await owner.query(`drop owned by ${role}; drop role ${role}`);
    await owner.end();
  }
});
