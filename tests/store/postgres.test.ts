import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { openEngine } from '../support/open-engine.ts';
import { useInventory } from '../support/open-inventory.ts';
import { plainDrivers } from '../support/plain-drivers.ts';
import { refusal } from '../support/refusal.ts';
import { runSql } from '../support/run-sql.ts';

describe.each(databases.filter(({ name }) => name === 'postgres'))('clusto on $name', (kind) => {
  const inventory = useInventory(kind, plainDrivers);
  let thing: Driver;

  beforeEach(async () => {
    thing = await inventory.clusto.create(Driver, 'thing');
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** Ends the server's side of every connection that waits inside a transaction, or of all. */
  const terminate = (state: string): Promise<unknown> =>
    runSql(
      inventory.dsn,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state like '${state}'`,
    );

  test('says that it lost its connection in a transaction, which left nothing, and goes on', async () => {
    const { clusto } = inventory;
    const attempt = clusto.transaction(async () => {
      await thing.addAttr({ key: 'a', value: 1 });
      await terminate('idle in transaction%');
      await thing.addAttr({ key: 'a', value: 2 });
    });
    await expect(attempt).rejects.toMatchObject({ name: 'StoreException', code: 'DATABASE_UNAVAILABLE' });
    expect(await thing.attrs()).toEqual([]);
    await thing.addAttr({ key: 'a', value: 3 });
    expect(await thing.attrValues()).toEqual([3]);
  });

  test('does not go on in a transaction whose connection was lost, though the error is caught', async () => {
    const { clusto } = inventory;
    const attempt = clusto.transaction(async () => {
      await thing.addAttr({ key: 'a', value: 1 });
      const part = clusto.transaction(async () => {
        await thing.addAttr({ key: 'a', value: 2 });
        await terminate('idle in transaction%');
        await thing.addAttr({ key: 'a', value: 3 });
      });
      expect(await refusal(part)).toBe('DATABASE_UNAVAILABLE');
    });
    expect(await refusal(attempt)).toBe('TRANSACTION_CLOSED');
    expect(await thing.attrs()).toEqual([]);
  });

  test('goes on after all of its connections were lost while nothing was done', async () => {
    const { clusto } = inventory;
    await Promise.all(Array.from({ length: 5 }, () => thing.attrs()));
    await terminate('idle%');
    await vi.waitFor(async () => expect(await thing.attrs()).toEqual([]));
    await thing.addAttr({ key: 'a', value: 1 });
    expect(await thing.attrValues()).toEqual([1]);
    expect((await clusto.versions({ limit: 1 }))[0]?.number).toBe(4);
  });

  test('has no version of a transaction in which a statement failed and nobody undid it', async () => {
    const { clusto } = inventory;
    const attempt = clusto.write(async (writer) => {
      await writer.addAttributes(thing.id, [
        { key: 'a', subkey: null, number: null, value: { datatype: 'int', int: 1, float: null, string: null } },
      ]);
      // PostgreSQL takes nothing more in this transaction
      await expect(writer.entityById('x' as unknown as number)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    });
    expect(await refusal(attempt)).toBe('DATABASE_FAILED');
    expect(await thing.attrs()).toEqual([]);
    expect(await clusto.version()).toBe(3);
    // also where nothing was written: what was read after the failure is not known
    const reading = clusto.write(async (writer) => {
      await expect(writer.entityById('x' as unknown as number)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    });
    expect(await refusal(reading)).toBe('DATABASE_FAILED');
  });

  test('reads several things at once in a transaction without a warning of pg', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listener);
    await inventory.clusto.transaction(async () => {
      await thing.addAttr({ key: 'a', value: 1 });
      const read = await Promise.all(Array.from({ length: 5 }, () => thing.attrValue({ key: 'a' })));
      expect(read).toEqual([1, 1, 1, 1, 1]);
    });
    await new Promise(setImmediate);
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });

  test.each(['40001', '40P01'])('runs a transaction again after %s, and gives up after some times', async (code) => {
    const { clusto } = inventory;
    /** As when two transactions met; the server says so at the first statement that meets `pattern`. */
    const failTimes = (times: number): { left: number } => {
      const state = { left: times };
      const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
      vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function query(this: pg.Client, ...args: unknown[]) {
        const [statement] = args as [string | { text: string }];
        const text = typeof statement === 'string' ? statement : statement.text;
        if (!text.startsWith('insert into versions') || state.left === 0) return original.apply(this, args);
        state.left -= 1;
        return Promise.reject(Object.assign(new Error('met another'), { code }));
      });
      return state;
    };
    let runs = 0;
    const work = async (): Promise<number> => {
      runs += 1;
      await thing.addAttr({ key: 'a', number: true, value: runs });
      await thing.rename(`thing${runs}`);
      return runs;
    };
    const twice = failTimes(2);
    expect(await clusto.transaction(work)).toBe(3);
    expect(twice.left).toBe(0);
    expect((await thing.attrs()).map(({ number, value }) => [number, value])).toEqual([[0, 3]]);
    expect([thing.name, await clusto.version()]).toEqual(['thing3', 4]);
    vi.restoreAllMocks();
    failTimes(100);
    await expect(clusto.transaction(work)).rejects.toMatchObject({ code: 'DATABASE_FAILED', cause: { code } });
    expect(runs).toBe(7);
    vi.restoreAllMocks();
    expect([thing.name, await clusto.version()]).toEqual(['thing3', 4]);
  });

  test('waits for a writer of another process for as long as it was told', async () => {
    const hasty = await inventory.open({ busyTimeout: 200 });
    const same = await hasty.getByName('thing');
    await inventory.clusto.transaction(async () => {
      await thing.addAttr({ key: 'a', value: 1 });
      await expect(same.addAttr({ key: 'a', value: 2 })).rejects.toMatchObject({
        code: 'DATABASE_BUSY',
        detail: { seconds: 0.2 },
      });
      expect(await same.attrs()).toEqual([]);
    });
    await same.addAttr({ key: 'a', value: 3 });
    expect(await thing.attrValues()).toEqual([1, 3]);
  });

  test('reads with the one connection of its pool, in a transaction and beside it', async () => {
    const narrow = await inventory.open({ poolSize: 1 });
    const same = await narrow.getByName('thing');
    const beside = narrow.transaction(async () => {
      await same.addAttr({ key: 'a', value: 1 });
      await Promise.all(Array.from({ length: 5 }, () => same.attrs()));
    });
    const [values] = await Promise.all([same.attrValues(), beside]);
    expect([[], [1]]).toContainEqual(values);
  });

  test('forgets no version between a reader that knows its number and what it reads', { timeout: 60_000 }, async () => {
    const writers = await Promise.all(Array.from({ length: 4 }, () => inventory.open()));
    const things = await Promise.all(writers.map((writer) => writer.getByName('thing')));
    const writing = { isOn: true };
    const picture = async (view: Session): Promise<string> => {
      const [seen] = await view.getByNames(['thing']);
      const entities = (await view.getEntities()).map(({ name }) => name);
      return JSON.stringify([entities, (await seen?.attrs({ sortByKeys: false }))?.map(String)]);
    };
    const reader = async (): Promise<number> => {
      const pictures = new Map<number, string>();
      while (writing.isOn) {
        const version = await inventory.clusto.version();
        const first = await picture(inventory.clusto.at(version));
        expect(pictures.get(version) ?? first).toBe(first);
        pictures.set(version, first);
        for (const [known, seen] of [...pictures].slice(-5))
          expect(await picture(inventory.clusto.at(known))).toBe(seen);
      }
      return pictures.size;
    };
    const write = async (own: Driver, writer: number): Promise<void> => {
      for (let round = 0; round < 20; round += 1) {
        await own.setAttr({ key: `k${writer}`, value: round });
        await own.inventory.create(Driver, `e${writer}-${round}`);
        await own.inventory.transaction(async () => {
          await own.addAttr({ key: 'round', number: true, value: round });
          await own.inventory.delete(`e${writer}-${round}`);
        });
      }
    };
    const reading = Promise.all([reader(), reader()]);
    await Promise.all(things.map(write));
    writing.isOn = false;
    const [versions] = await reading;
    expect(versions).toBeGreaterThan(3);
    expect(await inventory.clusto.version()).toBe(3 + 4 * 20 * 3);
    expect((await thing.attrs({ key: 'round' })).map(({ number }) => number)).toEqual(
      Array.from({ length: 80 }, (_, index) => index),
    );
  });

  test('plans what a writer reads once, and ranges of versions by their values', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      for (let index = 0; index < 500; index += 1) await thing.addAttr({ key: 'a', number: index, value: index });
    });
    await runSql(inventory.dsn, 'analyze');
    const engine = openEngine(inventory.dsn);
    const writer = await engine.begin();
    const plans = async (text: string): Promise<unknown> => {
      for (let index = 0; index < 3; index += 1) await writer.all(text, [1]);
      const counted =
        'select generic_plans as once, custom_plans as anew from pg_prepared_statements where statement = $1';
      return (await writer.all(counted, [text]))[0];
    };
    expect(await plans('select id from attributes where entity_id = $1')).toEqual({ once: 3, anew: 0 });
    await writer.run(engine.dialect.planByValues ?? '', []);
    expect(await plans('select id from attributes where from_version > $1')).toEqual({ once: 0, anew: 3 });
    await writer.rollback();
    await engine.close();
  });
});
