import type Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { refusal } from '../../../../../tests/support/refusal.ts';
import type { WriteConnection } from '../dialect.ts';
import { SqliteEngine } from './sqlite-engine.ts';

describe('the engine of SQLite', () => {
  let engine: SqliteEngine;
  const begin = (): Promise<WriteConnection & { readonly handle: Sqlite.Database }> =>
    engine.begin() as Promise<WriteConnection & { readonly handle: Sqlite.Database }>;
  const count = async (): Promise<unknown> => (await engine.reader.all('select count(*) as count from t', []))[0];

  beforeEach(async () => {
    const options = { busyTimeout: 1000, idleTimeout: 1000, durability: 'full' } as const;
    engine = SqliteEngine.open(undefined, 'a test', options);
    const writer = await engine.begin();
    await writer.exec('create table t (a integer)');
    await writer.commit();
  });
  afterEach(() => engine.close());

  test('writes nothing more in a transaction that SQLite has ended by itself', async () => {
    const writer = await begin();
    await writer.run('insert into t values ($1)', [1]);
    writer.handle.exec('rollback');
    expect(await refusal(writer.run('insert into t values ($1)', [2]))).toBe('DATABASE_FAILED');
    expect(await refusal(writer.all('insert into t values (3) returning a', []))).toBe('DATABASE_FAILED');
    expect(await refusal(writer.exec('savepoint a'))).toBe('DATABASE_FAILED');
    expect(await refusal(writer.commit())).toBe('DATABASE_FAILED');
    await writer.rollback();
    expect(await count()).toEqual({ count: 0 });
  });

  test('opens another handle when one cannot even roll back', async () => {
    const writer = await begin();
    await writer.run('insert into t values ($1)', [1]);
    vi.spyOn(writer.handle, 'exec').mockImplementationOnce(() => {
      throw new Error('disk on fire');
    });
    await writer.rollback();
    expect(await count()).toEqual({ count: 0 });
    const next = await begin();
    expect(next.handle).not.toBe(writer.handle);
    await next.run('insert into t values ($1)', [2]);
    await next.commit();
    expect(await count()).toEqual({ count: 1 });
  });

  test('does not write through the connection for readers', async () => {
    expect(await refusal(engine.reader.run('insert into t values ($1)', [1]))).toBe('DATABASE_READ_ONLY');
  });

  test('takes numbered parameters in any order, repeated, and lists', async () => {
    const select = (text: string, ...values: readonly never[]): Promise<unknown[]> => engine.reader.all(text, values);
    const values = ['a', 'b', ['x', 'y']] as never[];
    expect(await select('select $2 as two, $1 as one, $2 as again', ...values.slice(0, 2))).toEqual([
      { two: 'b', one: 'a', again: 'b' },
    ]);
    const anyOf = engine.dialect.anyOf("'y'", '$1', 'text');
    expect(await select(`select ${anyOf} as found`, ...values.slice(2))).toEqual([{ found: 1 }]);
  });

  test('survives a power cut by default, and gives that up for a database in memory only', async () => {
    const writer = await begin();
    expect(writer.handle.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(writer.handle.pragma('foreign_keys', { simple: true })).toBe(1);
    // 0 is off: this one is in memory
    expect(writer.handle.pragma('synchronous', { simple: true })).toBe(0);
    await writer.rollback();
  });
});
