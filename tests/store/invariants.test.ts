import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../support/plain-drivers.ts';
import { runSql } from '../support/run-sql.ts';

const live = Number.MAX_SAFE_INTEGER;
const attributeColumns = 'entity_id, key, subkey, number, datatype, relation_id, managed, from_version, to_version';
const allocationColumns = 'attribute_id, entity_id, manager_id, space, resource, forced, from_version, to_version';

/** What clusto never does, done behind its back: the database itself refuses. */
describe.each(databases)('the database itself on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let box: Box;
  let other: Box;
  let group: Group;
  let shelf: Shelf;
  const bytes = kind.name === 'sqlite' ? "x'0a000001'" : "'\\x0a000001'::bytea";
  const noBytes = kind.name === 'sqlite' ? "x'0a000002'" : "'\\x0a000002'::bytea";

  beforeAll(async () => {
    const { clusto } = inventory;
    box = await clusto.create(Box, 'box');
    other = await clusto.create(Box, 'other');
    group = await clusto.create(Group, 'group');
    shelf = await clusto.create(Shelf, 'shelf');
    await group.insert(box);
    await shelf.place(box, 1);
    await clusto.write(async (writer) => {
      const relation = { datatype: 'relation', relation: other.id } as const;
      await writer.addAttributes(box.id, [{ key: 'port-nic-eth', subkey: 'connection', number: 1, value: relation }]);
      const value = { datatype: 'string', int: null, float: null, string: '10.0.0.1' } as const;
      await writer.allocate({
        entity: box.id,
        manager: group.id,
        space: 'ip',
        resource: Buffer.from([10, 0, 0, 1]),
        forced: false,
        attributes: [{ key: 'ip', subkey: null, number: 0, value }],
        loads: [{ bearer: group.id, quantity: 'memory', amount: 5 }],
      });
    });
  });

  const state = (id: number, name: string, from: number, to: number): string =>
    `insert into entity_states (entity_id, name, type, driver, from_version, to_version) values (${id}, '${name}', 't', 'd', ${from}, ${to})`;
  const member = (container: number, thing: number, number: number, subkey: string, to: number): string =>
    `insert into memberships (container_id, member_id, number, subkey, from_version, to_version) values (${container}, ${thing}, ${number}, ${subkey}, 3, ${to})`;
  const cable = (entity: number, number: number, to: number): string =>
    `insert into attributes (${attributeColumns}) values (${entity}, 'port-nic-eth', 'connection', ${number}, 'relation', ${group.id}, 0, 3, ${to})`;
  const owner = (attribute: number, space: string, resource: string, forced: number, to: number): string =>
    `insert into allocations (${allocationColumns}) values (${attribute}, ${other.id}, ${group.id}, '${space}', ${resource}, ${forced}, 3, ${to})`;

  test.each<[string, () => string, () => string]>([
    ['a second live entity of one name', () => state(group.id + 900, 'box', 3, live), () => state(box.id, 'old', 1, 2)],
    ['a second live state of one entity', () => state(box.id, 'twin', 3, live), () => state(box.id, 'older', 0, 1)],
    [
      'a second membership in one container',
      () => member(group.id, box.id, 7, 'null', live),
      () => member(group.id, box.id, 7, 'null', 4),
    ],
    [
      'a second device in one rack unit',
      () => member(shelf.id, other.id, 1, "'ru'", live),
      () => member(shelf.id, other.id, 2, "'ru'", live),
    ],
    ['a second connection of one port', () => cable(box.id, 1, live), () => cable(box.id, 2, live)],
    [
      'a second owner of one resource',
      () => owner(9001, 'ip', bytes, 0, live),
      () => owner(9002, 'ip', noBytes, 0, live),
    ],
    [
      'a second allocation of one attribute',
      () => owner(9002, 'x', bytes, 0, live),
      () => owner(9003, 'vlan', bytes, 0, live),
    ],
  ])('refuses %s', async (_, wrong, right) => {
    await runSql(inventory.dsn, right());
    await expect(runSql(inventory.dsn, wrong())).rejects.toThrow(/unique/i);
  });

  test('refuses loads below zero, or counted twice', async () => {
    const [load] = await runSql(inventory.dsn, 'select attribute_id, bearer_id from allocation_loads');
    const { attribute_id: allocation, bearer_id: bearer } = load as { attribute_id: number; bearer_id: number };
    for (const total of [0, 6]) await runSql(inventory.dsn, `update loads set total = ${total}`);
    await expect(runSql(inventory.dsn, 'update loads set total = -1')).rejects.toThrow(/check/i);
    const take = (amount: number, quantity: string): Promise<unknown> =>
      runSql(inventory.dsn, `insert into allocation_loads values (${allocation}, ${bearer}, '${quantity}', ${amount})`);
    await take(1, 'disk');
    await expect(take(1, 'disk')).rejects.toThrow(/unique/i);
    await expect(take(0, 'cpus')).rejects.toThrow(/check/i);
    await expect(runSql(inventory.dsn, `insert into loads values (${bearer}, 'memory', 1)`)).rejects.toThrow(/unique/i);
  });

  test('refuses rows of entities that never were', async () => {
    const text = `insert into counters (entity_id, key, value) values (999999, 'k', 1)`;
    await expect(runSql(inventory.dsn, text)).rejects.toThrow(/foreign key/i);
    const load = `insert into loads values (999999, 'memory', 1)`;
    await expect(runSql(inventory.dsn, load)).rejects.toThrow(/foreign key/i);
  });

  test('lets a forced owner in beside the first', async () => {
    await runSql(inventory.dsn, owner(9100, 'ip', bytes, 9100, live));
    const { clusto } = inventory;
    const owners = await clusto.reader.owners('ip', Buffer.from([10, 0, 0, 1]));
    expect(owners.map(({ name }) => name)).toEqual(['box', 'other']);
  });
});
