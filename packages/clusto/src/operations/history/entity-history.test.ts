import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { Pool } from '../../drivers/pools/pool.ts';

describe.each(databases)('the life of an entity on $name', (kind) => {
  const inventory = useClusto(kind);

  test('goes across its names, and past its end', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1'); // 3
    await server.setAttr({ key: 'a', value: 1 }); // 4
    await server.rename('web1'); // 5
    await clusto.changeDriver('web1', 'penguinserver'); // 6
    const life = await clusto.history('s1');
    expect(life).toEqual(await clusto.history('web1'));
    expect(life.names).toEqual([
      { name: 's1', type: 'server', driver: 'basicserver', from: 3, until: 5 },
      { name: 'web1', type: 'server', driver: 'basicserver', from: 5, until: 6 },
      { name: 'web1', type: 'server', driver: 'penguinserver', from: 6, until: null },
    ]);
    expect(life.versions.map(({ number, changes }) => [number, changes.map((change) => change.kind)])).toEqual([
      [6, ['driver']],
      [5, ['renamed']],
      [4, ['added']],
      [3, ['created']],
    ]);
    await clusto.delete('web1'); // 7
    const [end, ...before] = (await clusto.history('s1', { limit: 2 })).versions;
    expect(end?.changes.map((change) => change.kind)).toEqual(['deleted', 'removed']);
    expect(before.map(({ number }) => number)).toEqual([6]);
    expect((await clusto.history('s1', { key: 'a' })).versions.map(({ number }) => number)).toEqual([7, 4]);
  });

  test('of a name that several had is that of the present one, or is asked for', async () => {
    const { clusto } = inventory;
    await clusto.create(BasicServer, 'web1'); // 3
    await clusto.rename('web1', 'old1'); // 4
    await clusto.create(Pool, 'web1'); // 5
    expect((await clusto.history('web1')).names).toMatchObject([{ driver: 'pool' }]);
    await clusto.delete('web1'); // 6
    await expect(clusto.history('web1')).rejects.toMatchObject({
      code: 'HISTORY_AMBIGUOUS',
      message:
        'No entity is named web1 now, and several were: basicserver of versions 3 to 3, pool of versions 5 to 5.',
    });
    expect((await clusto.at(3).history('web1')).names).toMatchObject([{ driver: 'basicserver' }]);
    await expect(clusto.history('web2')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  });

  test('is told for each attribute, inherited ones with their container', async () => {
    const { clusto, clock } = inventory;
    const [server, pool] = [await clusto.create(BasicServer, 's1'), await clusto.create(Pool, 'p1')];
    await pool.insert(server);
    const time = clock.now();
    await clusto.transaction({ message: 'why' }, async () => server.setAttr({ key: 'a', value: 1 }));
    clock.advance(1000);
    await pool.setAttr({ key: 'a', value: 2 });
    const own = { key: 'a', value: 1, container: null, version: { number: 6, actor: 'tester', message: 'why', time } };
    expect(await clusto.blame('s1')).toMatchObject([own]);
    const merged = await clusto.blame(server, { merge: true });
    expect(merged).toMatchObject([own, { key: 'a', value: 2, container: 'p1', version: { number: 7 } }]);
    await server.setAttr({ key: 'a', value: 3 });
    expect(await clusto.at(7).blame('s1')).toMatchObject([own]);
  });
});
