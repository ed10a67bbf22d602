import { describe, expect, test, vi } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases } from '../support/databases.ts';
import { Race } from '../support/race-processes.ts';
import { runSql } from '../support/run-sql.ts';
import { useClusto } from '../support/use-clusto.ts';

const watch = { poll: 5, heartbeat: 15_000, retry: { first: 1, most: 20 } };
const listeners = `from pg_stat_activity where datname = current_database() and application_name = 'clusto changes'`;

describe.each(databases.filter(({ name }) => name === 'postgres'))('the feed of changes on $name', (kind) => {
  const inventory = useClusto(kind);
  const opened = (): Promise<Clusto> => inventory.as('reader', { watch });
  const sql = <Row>(text: string): Promise<Row[]> => runSql(inventory.dsn, text) as Promise<Row[]>;

  test('listens on one connection for all who follow, and on none after', async () => {
    const clusto = await opened();
    const feeds = Array.from({ length: 20 }, () => clusto.changes());
    const waits = feeds.map((feed) => feed.next());
    await vi.waitFor(async () => expect(await sql(`select pid ${listeners}`)).toHaveLength(1));
    await inventory.clusto.create(Driver, 'thing');
    const numbers = (await Promise.all(waits)).map(({ value }) => value?.number);
    expect(new Set(numbers)).toEqual(new Set([await clusto.version()]));
    await Promise.all(feeds.map((feed) => feed.return()));
    await vi.waitFor(async () => expect(await sql(`select pid ${listeners}`)).toEqual([]));
  });

  test('loses nothing and tells nothing twice while its connection is cut again and again', async () => {
    const clusto = await opened();
    await using feed = clusto.changes();
    const start = await clusto.version();
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
    await vi.waitFor(() => expect(numbers.at(-1)).toBe(last));
    await feed.return();
    await following;
    expect(numbers).toEqual(Array.from({ length: last - start }, (_, index) => start + 1 + index));
  });

  test('says that the database is gone, waits for it, and goes on where it was', async () => {
    const clusto = await opened();
    const outages: unknown[] = [];
    const onOutage = (error: unknown): void => void outages.push(error);
    await using feed = clusto.changes({ onOutage });
    const waiting = feed.next();
    await inventory.clusto.create(Driver, 'before');
    const first = (await waiting).value?.number as number;
    const next = feed.next();
    const name = new URL(inventory.dsn).pathname.slice(1);
    const admin = inventory.dsn.replace(name, 'postgres');
    await runSql(admin, `alter database ${name} with allow_connections false`);
    await runSql(admin, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await vi.waitFor(() => expect(outages).toMatchObject([{ code: 'DATABASE_UNAVAILABLE' }]));
    await runSql(admin, `alter database ${name} with allow_connections true`);
    await vi.waitFor(() => inventory.clusto.create(Driver, 'after'));
    expect((await next).value?.number).toBe(first + 1);
    expect(outages.slice(1)).toEqual([null]);
  });

  test('ends while the database is gone', async () => {
    const clusto = await opened();
    const outages: unknown[] = [];
    const feed = clusto.changes({ onOutage: (error) => void outages.push(error) });
    const waiting = feed.next();
    const name = new URL(inventory.dsn).pathname.slice(1);
    const admin = inventory.dsn.replace(name, 'postgres');
    await vi.waitFor(async () => expect(await sql(`select pid ${listeners}`)).toHaveLength(1));
    await runSql(admin, `alter database ${name} with allow_connections false`);
    await runSql(admin, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await vi.waitFor(() => expect(outages).toHaveLength(1));
    await feed.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await runSql(admin, `alter database ${name} with allow_connections true`);
  });
});
