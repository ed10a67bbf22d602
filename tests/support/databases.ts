import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of its own; disposing removes it, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly dsn: string;
  /** Takes everything out, so that it opens as a new one: where making one takes long, its tables stay. */
  clear(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: 'sqlite' | 'postgres';
  create(): Promise<TestDatabase>;
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-test-'));
  return {
    dsn: `sqlite:${join(folder, 'inventory.db')}`,
    clear: async () => {
      for (const file of await readdir(folder)) await rm(join(folder, file));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Everything but what the migrations themselves note. */
const clearing = `
  do $$ declare item record; begin
    perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
    -- no foreign key asks for an order
    set local session_replication_role = replica;
    for item in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations' loop
      execute format('delete from %I', item.tablename);
    end loop;
    for item in select sequencename from pg_sequences where schemaname = 'public' loop
      execute format('alter sequence %I restart', item.sequencename);
    end loop;
  end $$`;

const address = (database: string): string => `postgres://clusto@127.0.0.1:${inject('postgresPort')}/${database}`;

async function run(sql: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client(address(database));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function createPostgres(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(`create database ${name}`);
  // connecting for each clearing would take as long as the clearing
  const clearer = new pg.Pool({ connectionString: address(name), max: 1, idleTimeoutMillis: 0 });
  clearer.on('error', () => undefined);
  return {
    dsn: address(name),
    // a test may have cut the connection that is there, which is not always known yet
    clear: () =>
      clearer.query(clearing).then(
        () => undefined,
        () => run(clearing, name),
      ),
    [Symbol.asyncDispose]: async () => {
      await clearer.end();
      await run(`drop database if exists ${name} with (force)`);
    },
  };
}

/** Every kind of database that clusto runs on: a suite goes through them with `describe.each(databases)`. */
export const databases: readonly DatabaseKind[] = [
  { name: 'sqlite', create: createSqlite },
  { name: 'postgres', create: createPostgres },
];
