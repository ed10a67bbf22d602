import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of its own; disposing removes it, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly dsn: string;
}

export interface DatabaseKind {
  readonly name: 'sqlite' | 'postgres';
  create(): Promise<TestDatabase>;
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-test-'));
  return {
    dsn: `sqlite:${join(folder, 'inventory.db')}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client(`postgres://clusto@127.0.0.1:${inject('postgresPort')}/postgres`);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function createPostgres(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name}`);
  return {
    dsn: `postgres://clusto@127.0.0.1:${inject('postgresPort')}/${name}`,
    [Symbol.asyncDispose]: () => administer(`drop database if exists ${name} with (force)`),
  };
}

/** Every kind of database that clusto runs on: a suite goes through them with `describe.each(databases)`. */
export const databases: readonly DatabaseKind[] = [
  { name: 'sqlite', create: createSqlite },
  { name: 'postgres', create: createPostgres },
];
