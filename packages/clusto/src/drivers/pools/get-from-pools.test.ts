import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import type { Driver } from '../../inventory/driver.ts';
import { BasicNetworkSwitch } from '../devices/basic-network-switch.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { getFromEntities, getFromPools } from './get-from-pools.ts';
import { Pool } from './pool.ts';

describe.each(databases)('what several pools have in common on $name', (kind) => {
  const inventory = useInventory(kind, [Pool, BasicRack, BasicServer, BasicNetworkSwitch]);
  const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name);
  let a: Pool;
  let b: Pool;

  /** A holds s1, s2, sw1 and the pool inner with s3; B holds s3, s2, sw1, inner. */
  beforeEach(async () => {
    const { clusto } = inventory;
    [a, b] = [await clusto.create(Pool, 'A'), await clusto.create(Pool, 'B')];
    const inner = await clusto.create(Pool, 'inner');
    const [s1, s2, s3] = [
      await clusto.create(BasicServer, 's1'),
      await clusto.create(BasicServer, 's2'),
      await clusto.create(BasicServer, 's3'),
    ];
    const sw1 = await clusto.create(BasicNetworkSwitch, 'sw1');
    await inner.insert(s3);
    for (const member of [s1, s2, sw1, inner]) await a.insert(member);
    for (const member of [s3, s2, sw1, inner]) await b.insert(member);
  });

  test('is in the order of the first, each once', async () => {
    const { clusto } = inventory;
    expect(names(await getFromPools(clusto, [a, 'B']))).toEqual(['s2', 'sw1', 'inner', 's3']);
    expect(names(await getFromPools(clusto, ['A', 'A']))).toEqual(['s1', 's2', 'sw1', 'inner', 's3']);
    expect(names(await getFromPools(clusto, ['B']))).toEqual(['s3', 's2', 'sw1', 'inner']);
  });

  test('can be restricted', async () => {
    const { clusto } = inventory;
    expect(names(await getFromPools(clusto, ['A', b], { searchChildren: false }))).toEqual(['s2', 'sw1', 'inner']);
    expect(names(await getFromPools(clusto, ['A', b], { clustoTypes: ['server'] }))).toEqual(['s2', 's3']);
    expect(names(await getFromPools(clusto, ['A', b], { clustoDrivers: [BasicNetworkSwitch] }))).toEqual(['sw1']);
    expect(await getFromPools(clusto, ['A', b], { clustoTypes: [] })).toEqual([]);
    await expect(getFromPools(clusto, ['A'], { clustoTypes: ['nothing'] })).rejects.toMatchObject({
      code: 'TYPE_UNKNOWN',
    });
  });

  test('is nothing without pools', async () => {
    expect(await getFromPools(inventory.clusto, [])).toEqual([]);
    expect(await getFromEntities(inventory.clusto, [])).toEqual([]);
  });

  test('needs pools', async () => {
    const { clusto } = inventory;
    await expect(getFromPools(clusto, ['A', 'nobody'])).rejects.toMatchObject({ name: 'LookupException' });
    await expect(getFromPools(clusto, ['A', 's1'])).rejects.toMatchObject({ code: 'NOT_A_POOL' });
    await expect(getFromPools(clusto, 'A' as unknown as string[])).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(getFromPools(clusto, [7 as unknown as string])).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('can be asked of containers of every kind', async () => {
    const { clusto } = inventory;
    const rack = await clusto.create(BasicRack, 'r1');
    await rack.insert(await clusto.getByName('s2'), 1);
    expect(names(await getFromEntities(clusto, ['A', rack]))).toEqual(['s2']);
    expect(await getFromEntities(clusto, ['A', 's1'])).toEqual([]);
    await expect(getFromEntities(clusto, ['nobody'])).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await expect(getFromEntities(clusto, 'A' as unknown as string[])).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    });
  });

  test('is read as it was, also with pools of the present', async () => {
    const { clusto } = inventory;
    const then = clusto.at(await clusto.version());
    await a.remove(await clusto.getByName('s2'));
    expect(names(await getFromPools(clusto, [a, b]))).not.toContain('s2');
    expect(names(await getFromPools(then, [a, b]))).toContain('s2');
  });
});
