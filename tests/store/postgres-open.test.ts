import { createServer } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';
import { refusal } from '../support/refusal.ts';
import { runSql } from '../support/run-sql.ts';

describe.each(databases.filter(({ name }) => name === 'postgres'))('opening $name', (kind) => {
  const inventory = shareInventory(kind);
  const open = async (dsn: string): Promise<Session> =>
    new Session(await openParts({ dsn, drivers: [], actor: 'a', source: 's', busyTimeout: 2000 }));
  const having = (change: (url: URL) => void): string => {
    const url = new URL(inventory.dsn);
    change(url);
    return url.href;
  };

  beforeAll(async () => {
    const role = `reader_${new URL(inventory.dsn).pathname.slice(1)}`;
    await runSql(inventory.dsn, `create role ${role} login`);
    await runSql(inventory.dsn, `grant select on all tables in schema public to ${role}`);
    await inventory.clusto.create(Driver, 'one');
  });

  test('where nothing listens says so, without the password', async () => {
    const server = createServer();
    const port = await new Promise<number>((done) => {
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port));
    });
    await new Promise((done) => {
      server.close(done);
    });
    const attempt = open(`postgres://u:s3cret@127.0.0.1:${port}/inventory`);
    await expect(attempt).rejects.toMatchObject({ name: 'StoreException', code: 'DATABASE_UNAVAILABLE' });
    await expect(attempt).rejects.toThrow(/ECONNREFUSED/);
    await expect(attempt).rejects.not.toThrow(/s3cret/);
  });

  test('where something listens that never answers ends after the time to wait', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as { port: number };
    expect(await refusal(open(`postgres://u@127.0.0.1:${port}/inventory`))).toBe('DATABASE_UNAVAILABLE');
    server.close();
  });

  test('a database that there is not says so', async () => {
    const attempt = open(having((url) => (url.pathname = '/nonesuch')));
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: /nonesuch/ });
  });

  test('as somebody whom the server does not know says so', async () => {
    const attempt = open(having((url) => (url.username = 'nobody')));
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: /nobody/ });
  });

  test('as somebody who may only read, reads, and is refused to write', async () => {
    const role = `reader_${new URL(inventory.dsn).pathname.slice(1)}`;
    const clusto = await open(having((url) => (url.username = role)));
    const [one] = await clusto.getEntities();
    expect(one?.name).toBe('one');
    expect(await refusal(clusto.create(Driver, 'two'))).toBe('DATABASE_READ_ONLY');
    await clusto.close();
    await runSql(inventory.dsn, `drop owned by ${role}`);
    await runSql(inventory.dsn, `drop role ${role}`);
  });

  test('read-only, as on a standby, reads, and is refused to write', async () => {
    const clusto = await open(having((url) => url.searchParams.set('options', '-c default_transaction_read_only=on')));
    expect((await clusto.getEntities()).length).toBe(1);
    expect(await refusal(clusto.create(Driver, 'two'))).toBe('DATABASE_READ_ONLY');
    await clusto.close();
  });

  test('in two schemas of one database is two inventories, whose writers do not wait for each other', async () => {
    await runSql(inventory.dsn, 'create schema other');
    const other = await open(having((url) => url.searchParams.set('options', '-c search_path=other')));
    await inventory.clusto.transaction(async () => {
      await inventory.clusto.create(Driver, 'two');
      await other.create(Driver, 'two');
      expect((await other.getEntities()).map(({ name }) => name)).toEqual(['two']);
    });
    await other.close();
  });
});
