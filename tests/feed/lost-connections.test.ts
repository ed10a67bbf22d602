import { describe, expect, test, vi } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases } from '../support/databases.ts';
import { FreezingProxy } from '../support/freezing-proxy.ts';
import { Race } from '../support/race-processes.ts';
import { runSql } from '../support/run-sql.ts';
import { useClusto } from '../support/use-clusto.ts';

const watch = { poll: 5, heartbeat: 15_000, retry: { first: 1, most: 20 } };
/** On a busy machine too. */
const soon = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 10_000, interval: 10 });
const listeners = `from pg_stat_activity where datname = current_database() and application_name = 'clusto changes'`;

describe.each(databases.filter(({ name }) => name === 'postgres'))('the feed of changes on $name', (kind) => {
  const inventory = useClusto(kind);
  const opened = (): Promise<Clusto> => inventory.as('reader', { watch });
  const sql = <Row>(text: string): Promise<Row[]> => runSql(inventory.dsn, text) as Promise<Row[]>;

  const databaseName = (): string => new URL(inventory.dsn).pathname.slice(1);
  const administration = (): string => inventory.dsn.replace(databaseName(), 'postgres');
  const endAll = (): string =>
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${databaseName()}'`;
  const endListeners = (): string => `${endAll()} and application_name = 'clusto changes'`;

  test('listens on one connection for all who follow, and on none after', async () => {
    const clusto = await opened();
    const since = await clusto.version();
    const feeds = Array.from({ length: 20 }, () => clusto.changes({ since }));
    const waits = feeds.map((feed) => feed.next());
    await soon(async () => expect(await sql(`select pid ${listeners}`)).toHaveLength(1));
    await inventory.clusto.create(Driver, 'thing');
    const numbers = (await Promise.all(waits)).map(({ value }) => value?.number);
    expect(new Set(numbers)).toEqual(new Set([await clusto.version()]));
    await Promise.all(feeds.map((feed) => feed.return()));
    await soon(async () => expect(await sql(`select pid ${listeners}`)).toEqual([]));
  });

  test('loses nothing and tells nothing twice while its connection is cut again and again', async () => {
    const clusto = await opened();
    const start = await clusto.version();
    await using feed = clusto.changes({ since: start });
    using race = new Race('values', inventory.dsn, 1);
    const running = new AbortController();
    const results = race.run().finally(() => running.abort());
    const cutting = (async () => {
      let cuts = 0;
      while (!running.signal.aborted) cuts += (await sql(`select pg_terminate_backend(pid) ${listeners}`)).length;
      return cuts;
    })();
    const numbers: number[] = [];
    const following = (async () => {
      for await (const { number } of feed) numbers.push(number);
    })();
    expect((await results).flatMap(({ refused }) => refused)).toEqual([]);
    expect(await cutting).toBeGreaterThan(3);
    const last = await clusto.version();
    await soon(() => expect(numbers.at(-1)).toBe(last));
    await feed.return();
    await following;
    expect(numbers).toEqual(Array.from({ length: last - start }, (_, index) => start + 1 + index));
  });

  test('reads what was committed while it could not listen, though nothing is committed after', async () => {
    const clusto = await opened();
    const outages: unknown[] = [];
    const since = await clusto.version();
    await using feed = clusto.changes({ since, onOutage: (error) => void outages.push(error) });
    const waiting = feed.next();
    // connections that are there go on
    await inventory.clusto.version();
    await runSql(administration(), `alter database ${databaseName()} with allow_connections false`);
    await soon(async () => {
      // also one that was about to connect
      await runSql(administration(), endListeners());
      expect(outages).toHaveLength(1);
    });
    await inventory.clusto.create(Driver, 'unheard');
    await runSql(administration(), `alter database ${databaseName()} with allow_connections true`);
    expect((await waiting).value?.changes).toMatchObject([{ kind: 'created', entity: { name: 'unheard' } }]);
  });

  test('says that the database is gone, waits for it, and goes on where it was', async () => {
    const clusto = await opened();
    const outages: unknown[] = [];
    const onOutage = (error: unknown): void => void outages.push(error);
    await using feed = clusto.changes({ since: await clusto.version(), onOutage });
    const waiting = feed.next();
    await inventory.clusto.create(Driver, 'before');
    const first = (await waiting).value?.number as number;
    const next = feed.next();
    const [name, admin] = [databaseName(), administration()];
    await runSql(admin, `alter database ${name} with allow_connections false`);
    await soon(async () => {
      await runSql(admin, endAll());
      expect(outages).toMatchObject([{ code: 'DATABASE_UNAVAILABLE' }]);
    });
    await runSql(admin, `alter database ${name} with allow_connections true`);
    await soon(() => inventory.clusto.create(Driver, 'after'));
    expect((await next).value?.number).toBe(first + 1);
    expect(outages.slice(1)).toEqual([null]);
  });

  test('finds a connection that is dead without a word, and reads what it did not hear of', async () => {
    const address = new URL(inventory.dsn);
    await using proxy = await FreezingProxy.start(Number(address.port));
    address.port = String(proxy.port);
    const clusto = await inventory.as('reader', { dsn: address.href, watch: { ...watch, heartbeat: 200 } });
    const feed = clusto.changes({ since: await clusto.version() });
    const waiting = feed.next();
    await soon(async () => expect(await sql(`select pid ${listeners} and query like 'select 1'`)).toHaveLength(1));
    expect(proxy.freeze('clusto changes')).toBe(1);
    await inventory.clusto.create(Driver, 'thing');
    expect((await waiting).value?.changes).toMatchObject([{ kind: 'created', entity: { name: 'thing' } }]);
    await clusto.close();
  });

  test('ends while the database is gone', async () => {
    const clusto = await opened();
    const outages: unknown[] = [];
    const since = await clusto.version();
    const feed = clusto.changes({ since, onOutage: (error) => void outages.push(error) });
    const waiting = feed.next();
    const [name, admin] = [databaseName(), administration()];
    await runSql(admin, `alter database ${name} with allow_connections false`);
    await soon(async () => {
      await runSql(admin, endAll());
      expect(outages).toHaveLength(1);
    });
    await feed.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await runSql(admin, `alter database ${name} with allow_connections true`);
  });
});
