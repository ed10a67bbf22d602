import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { type LogParams } from './log-versions.ts';

describe.each(databases)('the log on $name', (kind) => {
  const inventory = useClusto(kind);
  const numbers = async (params: LogParams): Promise<number[]> =>
    (await inventory.clusto.log(params)).map(({ number }) => number);

  test('tells what each version touched, newest first', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1');
    await clusto.transaction({ message: 'more' }, async () => {
      for (const name of ['p1', 'p2', 'p3']) await (await clusto.create(Pool, name)).insert(server);
    });
    await clusto.rename('p1', 'p9');
    await clusto.delete('p9');
    const [gone, renamed, more, created, ...first] = await clusto.log();
    expect(gone).toMatchObject({
      touched: [
        { name: 'p9', what: 'deleted' },
        { name: 's1', what: 'changed' },
      ],
    });
    expect(renamed).toMatchObject({ touched: [{ name: 'p9', what: 'renamed' }], touchedCount: 1 });
    expect(more).toMatchObject({ actor: 'tester', source: 'test', message: 'more', touchedCount: 4 });
    expect(more?.touched.map(({ name }) => name)).toEqual(['p1', 'p2', 'p3']);
    expect(created).toMatchObject({ touched: [{ name: 's1', what: 'created' }] });
    expect(first).toHaveLength(2);
    expect(more?.changes).toBeUndefined();
  });

  test('is restricted by actor, time, key, message and entity, together', async () => {
    const { clusto, clock } = inventory;
    const other = await inventory.as('Alice');
    const server = await clusto.create(BasicServer, 's1'); // 3
    clock.advance(60_000);
    await clusto.transaction({ message: 'Less_memory' }, () => server.setAttr({ key: 'memory', value: 1 })); // 4
    clock.advance(60_000);
    await (await other.getByName('s1')).setAttr({ key: 'memory', value: 2 }); // 5
    await other.create(Pool, 'p1'); // 6
    await (await other.getByName('p1')).insert(await other.getByName('s1')); // 7
    await other.delete('s1'); // 8
    expect(await numbers({ actor: 'Alice' })).toEqual([8, 7, 6, 5]);
    expect(await numbers({ actor: 'Alice', limit: 2 })).toEqual([8, 7]);
    expect(await numbers({ actor: 'Alice', limit: 2, before: 7 })).toEqual([6, 5]);
    expect(await numbers({ actor: 'alice' })).toEqual([]);
    expect(await numbers({ since: '2026-01-01T00:01:00Z', until: '2026-01-01T00:01:59Z' })).toEqual([4]);
    expect(await numbers({ since: new Date('2026-01-01T00:02:00Z') })).toEqual([8, 7, 6, 5]);
    expect(await numbers({ since: 4, until: '6' })).toEqual([6, 5, 4]);
    expect(await numbers({ key: 'memory' })).toEqual([8, 5, 4]);
    expect(await numbers({ key: 'memory', actor: 'tester' })).toEqual([4]);
    expect(await numbers({ message: 'S_MEM' })).toEqual([4]);
    expect(await numbers({ message: '%' })).toEqual([]);
    expect(await numbers({ entities: ['s1'] })).toEqual([8, 7, 5, 4, 3]);
    expect(await numbers({ entities: ['p1'] })).toEqual([8, 7, 6]);
    expect(await numbers({ entities: ['p1', 's1'], key: 'memory' })).toEqual([8, 5, 4]);
    expect((await clusto.at(7).log({ entities: ['s1'] })).map(({ number }) => number)).toEqual([7, 5, 4, 3]);
    const [latest] = await clusto.log({ entities: ['p1'], changes: true });
    expect(latest?.changes).toMatchObject([{ kind: 'out', entity: { name: 's1' }, container: { name: 'p1' } }]);
  });

  test('finds a key that changes all the time as it does a rare one', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1');
    for (let value = 0; value < 5; value += 1) await server.setAttr({ key: 'busy', value });
    const rare = await numbers({ key: 'busy', limit: 3 });
    await clusto.transaction(async () => {
      for (let round = 0; round < 10; round += 1)
        await clusto.write(async (writer) => {
          const value = { datatype: 'int', int: 1, float: null, string: null } as const;
          const attribute = { key: 'busy', subkey: null, number: null, value };
          await writer.addAttributes(
            server.id,
            Array.from({ length: 1000 }, () => attribute),
          );
        });
    });
    const version = await clusto.version();
    await server.setAttr({ key: 'other', value: 1 });
    expect(await numbers({ key: 'busy', limit: 4 })).toEqual([version, ...rare]);
  });

  test('refuses what it cannot read', async () => {
    const { clusto } = inventory;
    await expect(clusto.log({ limit: -1 })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(clusto.log({ entities: ['nobody'] })).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await expect(clusto.log({ since: 'yesterday' })).rejects.toMatchObject({ code: 'TIME_INVALID' });
    expect(await numbers({ actor: 'a\0' })).toEqual([]);
  });
});
