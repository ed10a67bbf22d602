import { beforeAll, describe, expect, test } from 'vitest';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { entityTree } from '../../packages/clusto/src/operations/entity-tree.ts';
import { recordStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../support/plain-drivers.ts';
import { createHost, createMachine, vmDrivers } from '../support/vm-hosts.ts';

/** What surrounds every transaction, and is not counted. */
const isFrame = (text: string): boolean => /^(begin|commit)\b/.test(text);

/**
 * How many statements an operation takes, on either database. A number that grows is a price to be paid by every user;
 * change it here when it is worth it. A version of its own costs 2 of those of a write: reading the latest one and
 * writing the next.
 */
describe.each(databases)('the number of statements on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let box: Box;
  let group: Group;
  let inner: Group;
  let shelf: Shelf;

  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      box = await clusto.create(Box, 'box', { model: 'm' });
      [group, inner, shelf] = [
        await clusto.create(Group, 'group'),
        await clusto.create(Group, 'inner'),
        await clusto.create(Shelf, 'shelf'),
      ];
      await group.insert(inner);
      for (let index = 0; index < 30; index += 1) {
        const thing = await clusto.create(Box, `box${index}`);
        await thing.addAttr({ key: 'friend', value: box });
        await inner.insert(thing);
      }
      await inner.insert(box);
      await box.addAttr({ key: 'set', value: 1 });
    });
  });

  const past = (): ReturnType<typeof inventory.clusto.at> => inventory.clusto.at(3);
  const relations = { key: 'friend' };

  test.each<[number, string, () => Promise<unknown>]>([
    [1, 'getByName', () => inventory.clusto.getByName('box')],
    [1, 'getByNames', () => inventory.clusto.getByNames(['box', 'box1', 'none'])],
    [1, 'getEntities', () => inventory.clusto.getEntities()],
    [
      1,
      'getEntities by several attributes',
      () => inventory.clusto.getEntities({ attrs: [relations, { key: 'set' }] }),
    ],
    [1, 'getByAttr', () => inventory.clusto.getByAttr(relations)],
    [1, 'adjacencyMap', () => inventory.clusto.adjacencyMap()],
    [1, 'version', () => inventory.clusto.version()],
    [2, 'getByName in the past, with its version', () => past().getByName('box')],
    [1, 'attrs', () => box.attrs()],
    [1, 'attrs of containers too', () => box.attrs({ mergeContainerAttrs: true })],
    [1, 'getProperties', () => box.getProperties()],
    [1, 'references', () => box.references()],
    [1, 'referencers of thirty', () => box.referencers()],
    [1, 'contents', () => inner.contents()],
    [1, 'contents below', () => group.contents({ searchChildren: true })],
    [1, 'contents below, of a kind', () => group.contents({ searchChildren: true, clustoTypes: ['server'] })],
    [2, 'contents below, in certain places', () => group.contents({ searchChildren: true, number: 3 })],
    [1, 'parents', () => box.parents()],
    [1, 'all containers above', () => box.parents({ searchParents: true })],
    [1, 'the tree below', () => entityTree(group)],
    [2, 'the tree above, with attributes', () => entityTree(box, { parents: true, attributes: ['ALL'] })],
    [3, 'siblings: own pools, and the contents of each', () => box.siblings({ additionalPools: [group] })],
    [4, 'create: entity and state', () => inventory.clusto.create(Driver, 'made')],
    [5, 'create with properties: all of them in one', () => inventory.clusto.create(Box, 'made too')],
    [5, 'addAttr: is it live, write, read back', () => box.addAttr({ key: 'a', value: 1 })],
    [6, 'addAttr with the next number', () => box.addAttr({ key: 'n', number: true, value: 1 })],
    [2, 'setAttr of what is so', () => box.setAttr({ key: 'set', value: 1 })],
    [6, 'setAttr of something new', () => box.setAttr({ key: 'fresh', value: 1 })],
    [8, 'setAttr of something else', () => box.setAttr({ key: 'set', value: 2 })],
    [6, 'delAttrs', () => box.delAttrs({ key: 'a' })],
    [7, 'insert', () => group.insert(box)],
    [8, 'insert into three places', () => shelf.place(box, 1, 2, 3)],
    [6, 'remove', () => shelf.remove(box)],
    [6, 'rename', () => box.rename('renamed')],
    [7, 'changeDriver by name', () => inventory.clusto.changeDriver('made', 'group')],
    [14, 'delete', () => box.delete()],
  ])('is %i for %s', async (count, _, work) => {
    const statements = (await recordStatements(work)).filter((text) => !isFrame(text));
    expect(statements.length, statements.join('\n')).toBe(count);
  });

  test('does not grow with a transaction: savepoints are for parts that write', async () => {
    const { clusto } = inventory;
    const reading = await recordStatements(() =>
      clusto.transaction(async () => {
        for (const _ of [1, 2, 3]) await clusto.transaction(() => clusto.getByName('group'));
      }),
    );
    expect(reading.filter((text) => text.includes('savepoint'))).toEqual([]);
    const writing = await recordStatements(() =>
      clusto.transaction(async () => {
        for (const value of [1, 2, 3]) await group.setAttr({ key: 'k', number: value, value });
      }),
    );
    // for each: the savepoint set and released; the thing is looked at once
    expect(writing.filter((text) => text.includes('savepoint'))).toHaveLength(6);
    expect(writing.filter((text) => !isFrame(text))).toHaveLength(2 + 1 + 3 * 5);
  });
});

describe.each(databases)('the number of statements about machines on $name', (kind) => {
  const inventory = shareInventory(kind, vmDrivers);
  let manager: VMManager;
  let machine: Driver;

  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      manager = await clusto.create(VMManager, 'vms');
      const rack = await clusto.create(BasicRack, 'rack');
      for (let index = 0; index < 20; index += 1) {
        const host = await createHost(clusto, `host${index}`, { memory: 100_000 });
        await manager.insert(host);
        await rack.insert(host, index + 1);
      }
      for (let index = 0; index < 30; index += 1)
        await manager.allocate(await createMachine(clusto, `v${index}`, { cpucount: 3 }));
      machine = await createMachine(clusto, 'machine');
    });
  });

  /** In this order: each begins where the one before has ended. */
  test.each<[number, string, () => Promise<unknown>]>([
    [1, 'machines', () => manager.machines()],
    [1, 'hostOf', () => manager.hostOf(machine).catch(() => undefined)],
    [2, 'capacity: the settings, and all hosts', () => manager.capacity()],
    [7, 'capacity in an older view, with the versions', async () => (await past()).capacity()],
    [17, 'allocate on the best of all hosts', () => manager.allocate(machine)],
    [10, 'beginMove', () => manager.beginMove(machine, undefined, { sameRack: 'rack' })],
    [14, 'endMove', () => manager.endMove(machine)],
    [5, 'resize of what is so', () => manager.resize(machine)],
    [11, 'deallocate', () => manager.deallocate(machine)],
    [19, 'allocate on a host that is named', () => manager.allocate(machine, 'host3')],
    [22, 'drain', () => manager.drain('host0')],
    [20, 'delete', () => machine.delete()],
  ])('is %i for %s', async (count, _, work) => {
    const statements = (await recordStatements(work)).filter((text) => !isFrame(text));
    expect(statements.length, statements.join('\n')).toBe(count);
  });

  const past = async (): Promise<VMManager> =>
    inventory.clusto.at(await inventory.clusto.version()).getByName('vms', VMManager);
});
