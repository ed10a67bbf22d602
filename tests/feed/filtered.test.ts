import { describe, expect, test } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { FilteredVersion } from '../../packages/clusto/src/operations/feed/filtered-version.ts';
import { changeAsText } from '../../packages/clusto/src/operations/history/change.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { refusal } from '../support/refusal.ts';
import { useClusto } from '../support/use-clusto.ts';

describe.each(databases)('the feed of a query on $name', (kind) => {
  const inventory = useClusto(kind);

  /** What each of the changes does to what the query finds, one version after the other. */
  async function follow(query: string, work: () => Promise<unknown>, merge = false): Promise<unknown[]> {
    const { clusto } = inventory;
    const since = await clusto.version();
    await work();
    const view = clusto.at(await clusto.version());
    return Array.fromAsync(view.changes({ since, query, merge }), ({ number, ...version }) => [
      number - since,
      ...(['entered', 'changed', 'left'] as const).flatMap((what) =>
        version[what].length === 0 ? [] : [`${what} ${version[what].map(({ name }) => name).join(' ')}`],
      ),
    ]);
  }

  test('tells what enters, changes and leaves by what is done to it', async () => {
    const { clusto } = inventory;
    const told = await follow('type = server and attr state = up', async () => {
      const server = await clusto.create(BasicServer, 's1');
      await server.setAttr({ key: 'state', value: 'up' });
      await server.rename('s2');
      await clusto.create(BasicServer, 'other');
      await server.setAttr({ key: 'state', value: 'down' });
      await server.setAttr({ key: 'state', value: 'up' });
      await server.delete();
    });
    expect(told).toEqual([
      [2, 'entered s1'],
      [3, 'changed s2'],
      [5, 'left s2'],
      [6, 'entered s2'],
      [7, 'left s2'],
    ]);
  });

  test('tells what enters and leaves by what is done to its containers, however far above', async () => {
    const { clusto } = inventory;
    const [outer, inner] = [await clusto.create(Pool, 'outer'), await clusto.create(Pool, 'inner')];
    await inner.insert(await clusto.create(BasicServer, 's1'));
    await clusto.create(BasicServer, 'alone');
    const told = await follow('pool = web and type = server', async () => {
      await outer.insert(inner);
      await outer.rename('web');
      await outer.setAttr({ key: 'k', value: 1 });
      await clusto.transaction(async () => {
        await outer.rename('db');
        await inner.rename('web');
      });
      await clusto.changeDriver(inner, Driver);
      await inner.rename('inner');
      await outer.rename('web');
      await outer.remove(inner);
      await outer.insert(inner);
      await outer.delete();
    });
    expect(told).toEqual([
      [2, 'entered s1'],
      [5, 'left s1'],
      [7, 'entered s1'],
      [8, 'left s1'],
      [9, 'entered s1'],
      [10, 'left s1'],
    ]);
  });

  test('tells what enters and leaves by the name of what it points to, its own or that of a container', async () => {
    const { clusto } = inventory;
    const [owner, pool] = [await clusto.create(Driver, 'alice'), await clusto.create(Pool, 'pool')];
    const server = await clusto.create(BasicServer, 's1');
    await pool.insert(server);
    const rename = async (): Promise<void> => {
      await owner.rename('bob');
      await owner.rename('alice');
    };
    await pool.setAttr({ key: 'owner', value: owner });
    expect(await follow('attr owner = bob', rename)).toEqual([
      [1, 'entered pool'],
      [2, 'left pool'],
    ]);
    expect(await follow('attr owner = bob and type = server', rename, true)).toEqual([
      [1, 'entered s1'],
      [2, 'left s1'],
    ]);
  });

  test('has only the changes of what it is about', async () => {
    const { clusto } = inventory;
    const [one, other] = [await clusto.create(BasicServer, 's1'), await clusto.create(BasicServer, 's2')];
    await using feed = clusto.changes({ query: 'name = s1' });
    await clusto.transaction(async () => {
      await one.setAttr({ key: 'k', value: 1 });
      await other.setAttr({ key: 'k', value: 1 });
      await one.connectPorts('nic-eth', 1, other, 1);
    });
    const { value } = (await feed.next()) as { value: FilteredVersion };
    expect(value.changes.map(changeAsText)).toEqual(['nic-eth 1 to s2 nic-eth 1', 'k = 1']);
    expect(value.changed).toEqual([{ id: one.id, name: 's1', type: 'server', driver: 'basicserver' }]);
    expect(await refusal(clusto.changes({ query: 'name =' }).next())).toBe('QUERY_INVALID');
  });

  test('asks the database once for all who have the same query, and of the entities that matter', async () => {
    const { clusto } = inventory;
    const since = await clusto.version();
    const pool = await clusto.create(Pool, 'pool');
    await clusto.transaction(async () => {
      for (let number = 0; number < 20; number += 1) await pool.insert(await clusto.create(BasicServer, `s${number}`));
    });
    await pool.setAttr({ key: 'k', value: 1 });
    const view = clusto.at(await clusto.version());
    const all = (): Promise<FilteredVersion[]> => Array.fromAsync(view.changes({ since, query: 'pool = pool' }));
    const first = await countStatements(async () => expect(await all()).toHaveLength(1));
    const again = await countStatements(() => Promise.all(Array.from({ length: 10 }, all)));
    // the version to end with
    expect(again).toBe(10);
    // a page, and for each of three versions the query before and after it, and what is below for one
    expect(first).toBeLessThan(3 + 12 + 3 * 3);
  });
});
