import { describe, expect, test } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { FilteredVersion } from '../../packages/clusto/src/operations/feed/filtered-version.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

describe.each(databases)('the feed of who does not see everything on $name', (kind) => {
  const inventory = useClusto(kind);

  async function limited(rules: string): Promise<Clusto> {
    await createRole(inventory.clusto, 'limited', rules);
    return inventory.clusto.as({ actor: 'listener', roles: ['limited'], scopes: [], via: 'token' });
  }

  /** What is told of each version: its own changes, what came into sight otherwise, and what went out of it. */
  async function told(whose: Clusto, since: number, query?: string): Promise<unknown[]> {
    const view = whose.at(await whose.version());
    return Array.fromAsync(view.changes({ since, ...(query === undefined ? {} : { query }) }), (version) => {
      const { entered = [], left = [] } = version as Partial<FilteredVersion>;
      const names = (some: FilteredVersion['entered']): string => some.map(({ name }) => name).join(' ');
      return [version.number - since, version.actor, version.changes.length, names(entered), names(left)].join('/');
    });
  }

  test('tells what comes into sight and goes out of it by what is done to what cannot be seen', async () => {
    const { clusto } = inventory;
    const listener = await limited('read where pool = web and type = server');
    const [web, room] = [await clusto.create(Pool, 'web'), await clusto.create(Pool, 'room')];
    const [s1, s2] = [await clusto.create(BasicServer, 's1'), await clusto.create(BasicServer, 's2')];
    await s1.setAttr({ key: 'color', value: 'red' });
    const since = await clusto.version();
    await web.insert(s1);
    await room.insert(s2);
    await web.insert(room);
    await s2.setAttr({ key: 'color', value: 'red' });
    await web.setAttr({ key: 'k', value: 1 });
    await web.rename('old');
    await web.rename('web');
    await clusto.transaction(async () => {
      await web.remove(s1);
      await s1.setAttr({ key: 'color', value: 'secret' });
    });
    await s1.setAttr({ key: 'color', value: 'blue' });
    const expected = ['1//0/s1/', '3//0/s2/', '4/tester/1//', '6//0//s1 s2', '7//0/s1 s2/'];
    expect(await told(listener, since)).toEqual([...expected, '8/tester/1//s1']);
    // through a query what it finds comes and goes with it
    expect(await told(listener, since, 'attr color = red')).toEqual([
      '1//0/s1/',
      '4/tester/1/s2/',
      '6//0//s1 s2',
      '7//0/s1 s2/',
      '8/tester/1//s1',
    ]);
    const changes = await Array.fromAsync(listener.at(since + 9).changes({ since }));
    expect(JSON.stringify(changes)).not.toMatch(/secret|"web"|room/);
    // the whole feed has nothing of this
    expect((await told(clusto, since)).every((one) => String(one).endsWith('//'))).toBe(true);
  });

  test('tells who follows a query what is in a container that comes into sight', async () => {
    const { clusto } = inventory;
    const listener = await limited('read where type = server or attr open = yes');
    const pool = await clusto.create(Pool, 'web');
    await pool.insert(await clusto.create(BasicServer, 's1'));
    const since = await clusto.version();
    await pool.setAttr({ key: 'open', value: 'yes' });
    await pool.setAttr({ key: 'open', value: 'no' });
    expect(await told(listener, since, 'pool = web')).toEqual(['1/tester/0/s1/', '2/tester/0//s1']);
  });

  test('asks of a page of versions once who could be seen, however many there are', async () => {
    const { clusto } = inventory;
    const listener = await limited('read where attr owner = web');
    const servers = await Promise.all(['s1', 's2'].map((name) => clusto.create(BasicServer, name)));
    const since = await clusto.version();
    const statements = async (count: number): Promise<number> => {
      const before = await clusto.version();
      for (let number = 0; number < count; number += 1)
        await servers[number % 2]!.setAttr({ key: 'owner', value: number % 4 < 2 ? 'web' : 'db' });
      return countStatements(async () => expect(await told(listener, before)).toHaveLength(count));
    };
    await statements(4);
    const few = await statements(4);
    expect(await statements(40)).toBe(few);
    expect(await told(listener, since)).toHaveLength(48);
  });
});
