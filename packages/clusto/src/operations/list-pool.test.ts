import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../tests/support/count-statements.ts';
import { databases } from '../../../../tests/support/databases.ts';
import { useClusto } from '../../../../tests/support/use-clusto.ts';
import { PenguinServer } from '../drivers/devices/penguin-server.ts';
import { Pool } from '../drivers/pools/pool.ts';
import { IPManager } from '../drivers/resources/ip-manager.ts';
import { listPool } from './list-pool.ts';

describe.each(databases)('the contents of pools on $name', (kind) => {
  const inventory = useClusto(kind);

  test('are what is in all of them, by name, with addresses', async () => {
    const { clusto } = inventory;
    await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    const [outer, inner, other] = await Promise.all(
      ['outer', 'inner', 'other'].map((name) => clusto.create(Pool, name)),
    );
    const [s1, s2, s3] = await Promise.all(['s1', 's2', 's3'].map((name) => clusto.create(PenguinServer, name)));
    await outer?.insert(s2 as PenguinServer);
    await outer?.insert(inner as Pool);
    await inner?.insert(s1 as PenguinServer);
    await inner?.insert(s3 as PenguinServer);
    for (const thing of [s1, s2]) await other?.insert(thing as PenguinServer);
    for (const ip of ['10.0.0.9', '10.0.0.10']) await s2?.addIp({ ip });
    const names = async (...parameters: Parameters<typeof listPool> extends [unknown, ...infer Rest] ? Rest : never) =>
      (await listPool(clusto, ...parameters)).map(({ name }) => name);
    expect(await names(['outer'])).toEqual(['inner', 's2']);
    expect(await names(['outer'], { recursive: true, type: 'server' })).toEqual(['s1', 's2', 's3']);
    // what an option asks for holds for every pool
    expect(await names(['other', 'outer'], { recursive: true })).toEqual(['s1', 's2']);
    expect(await names(['other', 'outer'])).toEqual(['s2']);
    expect(await listPool(clusto, ['other', 'outer'])).toEqual([
      { name: 's2', type: 'server', driver: 'penguinserver', ips: ['10.0.0.10', '10.0.0.9'] },
    ]);
    const few = await countStatements(() => listPool(clusto, ['other']));
    for (let index = 0; index < 5; index += 1) await other?.insert(await clusto.create(PenguinServer, `more${index}`));
    expect(await countStatements(() => listPool(clusto, ['other']))).toBe(few);
    await expect(listPool(clusto, ['s1'])).rejects.toMatchObject({ code: 'NOT_A_POOL' });
  });
});
