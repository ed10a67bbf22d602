import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { SimpleNameManager } from '../../drivers/resources/simple-name-manager.ts';
import { SimpleNumManager } from '../../drivers/resources/simple-num-manager.ts';
import { Driver } from '../../inventory/driver.ts';
import { allocateResources } from './allocate-resources.ts';
import { createNamed } from './create-named.ts';
import { describeResource } from './describe-resource.ts';
import { listManagers } from './list-managers.ts';
import { releaseResources } from './release-resources.ts';

describe.each(databases)('names and numbers on $name', (kind) => {
  const inventory = useClusto(kind);
  const vlans = { kind: 'number', manager: 'vlans' } as const;

  async function prepare(): Promise<void> {
    const { clusto } = inventory;
    await clusto.create(SimpleNumManager, 'vlans', { next: 100, maxnum: 102 });
    for (const name of ['a', 'b', 'c', 'd']) await clusto.create(Driver, name);
  }

  test('are given to several entities at once, or to none', async () => {
    const { clusto } = inventory;
    await prepare();
    const before = await clusto.version();
    expect(await allocateResources(clusto, { ...vlans, terms: ['a', 'b'] })).toEqual([
      { entity: 'a', resource: 100 },
      { entity: 'b', resource: 101 },
    ]);
    expect(await clusto.version()).toBe(before + 1);
    await expect(allocateResources(clusto, { ...vlans, terms: ['c', 'd'] })).rejects.toMatchObject({
      code: 'NUM_MANAGER_EXHAUSTED',
    });
    expect(await clusto.version()).toBe(before + 1);
    expect(await describeResource(clusto, 'number', '101')).toEqual({
      resource: '101',
      owners: [{ name: 'b', type: 'generic', manager: 'vlans' }],
    });
    expect(await describeResource(clusto, 'number', '102')).toEqual({ resource: '102', owners: [] });
    await expect(describeResource(clusto, 'number', 'x')).rejects.toMatchObject({ code: 'RESOURCE_TYPE_INVALID' });
  });

  test('are taken back: one, or all of a manager and no other', async () => {
    const { clusto } = inventory;
    await prepare();
    await clusto.create(SimpleNumManager, 'others', { next: 500 });
    for (const manager of ['vlans', 'vlans', 'others'])
      await allocateResources(clusto, { kind: 'number', manager, terms: ['a'] });
    await expect(releaseResources(clusto, { ...vlans, terms: ['a'], resource: '500' })).rejects.toMatchObject({
      code: 'RESOURCE_NOT_ASSIGNED',
    });
    expect(await releaseResources(clusto, { ...vlans, terms: ['a'], resource: '101' })).toEqual([
      { entity: 'a', resource: 101 },
    ]);
    expect(await releaseResources(clusto, { ...vlans, terms: ['b', 'a'] })).toEqual([{ entity: 'a', resource: 100 }]);
    expect((await listManagers(clusto, 'number')).map(({ name, used }) => [name, used])).toEqual([
      ['others', 1],
      ['vlans', 0],
    ]);
  });

  test('name what is created, and say the next name without taking it', async () => {
    const { clusto } = inventory;
    const names = await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 2 });
    await clusto.create(SimpleNameManager, 'hosts', { basename: 'h' });
    expect([await names.next(), await names.next()]).toEqual(['s00', 's00']);
    const before = await clusto.version();
    const things = await createNamed(clusto, { manager: 'names', driver: 'penguinserver', count: 2 });
    expect(things.map(({ name, driver }) => [name, driver])).toEqual([
      ['s00', 'penguinserver'],
      ['s01', 'penguinserver'],
    ]);
    expect([await clusto.version(), await names.next()]).toEqual([before + 1, 's02']);
    await expect(allocateResources(clusto, { kind: 'name', manager: 'names', terms: things })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    expect(await allocateResources(clusto, { kind: 'name', manager: 'hosts', terms: things })).toEqual([
      { entity: 's00', resource: 'h00' },
      { entity: 's01', resource: 'h01' },
    ]);
    await expect(listManagers(clusto, 'name', ['s00'])).rejects.toMatchObject({ code: 'ENTITY_WRONG_DRIVER' });
    expect((await listManagers(clusto, 'name')).map(({ name, used }) => [name, used])).toEqual([
      ['hosts', 2],
      ['names', null],
    ]);
  });
});
