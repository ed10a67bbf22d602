import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BasicServer, IPManager, SimpleEntityNameManager } from 'clusto/drivers';
import { checkInventory } from '../../packages/clusto/src/operations/check-inventory.ts';
import { invariants } from '../../packages/clusto/src/store/invariants.ts';
import { open } from '../../packages/clusto/src/store/rows.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { runSql } from '../support/run-sql.ts';
import { CliHome } from '../support/run-cli.ts';
import { useClusto } from '../support/use-clusto.ts';
import { createHost, createMachine, vmDrivers } from '../support/vm-hosts.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';

describe.each(databases)('the doctor on $name', (kind) => {
  const own = useClusto(kind, vmDrivers);
  const codes = async (mend = false): Promise<string[]> =>
    (await checkInventory(own.clusto, { mend }))
      .map(({ code }) => code)
      // the server of the tests writes nothing to the disk
      .filter((code) => code !== 'server-durability');
  const sql = (text: string): Promise<unknown> => runSql(own.dsn, text);

  /** A little of everything. */
  async function fill(): Promise<void> {
    const { clusto } = own;
    const names = await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 4 });
    const subnet = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    const server = await names.allocate(BasicServer);
    const other = await names.allocate(BasicServer);
    await subnet.allocate(server);
    await server.connectPorts('nic-eth', 1, other, 1);
    const manager = await clusto.create(VMManager, 'vms');
    await manager.insert(await createHost(clusto, 'host'));
    await manager.allocate(await createMachine(clusto, 'machine'));
  }

  test('finds nothing where all is well, in as many statements whatever there is', async () => {
    const before = await countStatements(() => codes());
    await fill();
    expect(await codes()).toEqual([]);
    expect(await countStatements(() => codes())).toBe(before);
  });

  test.each<[string, string]>([
    [
      'cable-half',
      `delete from attributes where subkey = 'connection' and entity_id = (select entity_id from entity_states where name = 's0001')`,
    ],
    ['relation-to-nothing', `update entity_states set to_version = from_version + 1 where name = 's0001'`],
    ['place-not-taken', 'delete from taken_runs'],
    ['load-sum', 'update loads set total = total + 1'],
    [
      'load-of-nothing',
      `update allocations set to_version = from_version + 1 where attribute_id in (select attribute_id from allocation_loads)`,
    ],
    ['share-without-load', 'delete from allocation_loads'],
    ['allocation-without-attribute', `delete from attributes where managed = 1`],
    ['attribute-without-allocation', 'delete from allocations'],
    ['place-never-free', 'delete from allocations'],
    ['allocation-of-nothing', `update entity_states set to_version = from_version + 1 where name = 'net'`],
    ['attribute-of-nothing', `update entity_states set to_version = from_version + 1 where name = 's0000'`],
    ['attributes-without-version', 'update attributes set from_version = 999'],
    ['entity-without-state', `insert into entities (id, from_version) values (999, 1)`],
    ['driver-unknown', `update entity_states set driver = 'gone' where name = 's0000'`],
    [
      'containment-cycle',
      `insert into memberships (container_id, member_id, number, from_version, to_version)
        select entity_id, entity_id, 1, 1, ${open} from entity_states where name = 's0000'`,
    ],
    ['membership-half', `update entity_states set to_version = from_version + 1 where name = 'host'`],
  ])('finds %s', async (code, damage) => {
    await fill();
    await sql(damage);
    expect(await codes()).toContain(code);
  });

  test('finds that a server may lose what it was given', async () => {
    const found = kind.name === 'postgres' ? ['server-durability'] : [];
    expect((await checkInventory(own.clusto)).map(({ code }) => code)).toEqual(found);
  });

  test('computes again what mirrors the allocations, and nothing else', async () => {
    await fill();
    const version = await own.clusto.version();
    const before = [
      await runSql(own.dsn, 'select * from taken_runs order by sequence, low'),
      await runSql(own.dsn, 'select * from loads order by bearer_id, quantity'),
    ];
    await sql('delete from taken_runs');
    await sql('update loads set total = total + 1');
    expect(await codes()).toEqual(['place-not-taken', 'load-sum']);
    expect(await codes(true)).toEqual([]);
    const after = [
      await runSql(own.dsn, 'select * from taken_runs order by sequence, low'),
      await runSql(own.dsn, 'select * from loads order by bearer_id, quantity'),
    ];
    expect(after).toEqual(before);
    expect(await own.clusto.version()).toBe(version);
  });

  test('finds what only a database without its indexes can hold', async () => {
    const twice = invariants.filter(({ code }) => ['name-twice', 'unit-twice', 'resource-twice'].includes(code));
    expect(twice).toHaveLength(3);
    await fill();
    for (const index of [
      'entity_states_name',
      'entity_states_entity',
      'memberships_unit',
      'allocations_owner',
      'allocations_attribute',
    ])
      await sql(`drop index ${index}`);
    for (const [table, columns] of [
      ['entity_states', 'entity_id, name, type, driver'],
      ['allocations', 'attribute_id, entity_id, manager_id, space, resource, forced, sequence, position'],
    ])
      await sql(
        `insert into ${table} (${columns}, from_version, to_version) select ${columns}, from_version, to_version from ${table}`,
      );
    for (const member of [1, 2])
      await sql(
        `insert into memberships (container_id, member_id, number, subkey, from_version, to_version) values (1, ${member}, 7, 'ru', 1, ${open})`,
      );
    expect(await codes()).toEqual(expect.arrayContaining(['name-twice', 'unit-twice', 'resource-twice']));
  });
});

describe('clusto doctor', () => {
  let home: CliHome;
  beforeEach(async () => {
    home = await CliHome.create();
    await mkdir(home.path('.config/clusto/drivers'), { recursive: true });
  });
  afterEach(() => home[Symbol.asyncDispose]());

  test('says that all is well', async () => {
    await home.run(['demo']);
    expect(await home.run(['doctor'])).toMatchObject({ status: 0, stdout: 'All is well.\n' });
    expect(await home.json('doctor')).toMatchObject({ findings: [] });
  });

  test('tells what is wrong with the database, the configuration, plug-ins and the key, and exits with 1', async () => {
    const found = async (): Promise<string[]> => {
      const { status, stdout } = await home.run(['doctor', '--json']);
      expect(status).toBe(1);
      return (JSON.parse(stdout) as { findings: { code: string }[] }).findings.map(({ code }) => code);
    };
    expect(await found()).toEqual(['DATABASE_EMPTY']);
    await home.run(['init']);
    await writeFile(home.path('.config/clusto/secret.key'), 'short', { mode: 0o600 });
    await writeFile(home.path('.config/clusto/drivers/broken.ts'), 'throw new Error("no")');
    expect(await found()).toEqual(['SECRET_KEY_INVALID', 'PLUGIN_FAILED']);
    await writeFile(home.path('.config/clusto/clusto.toml'), 'plugins = ["nowhere"]');
    expect(await found()).toEqual(['SECRET_KEY_INVALID', 'plugin-folder-missing']);
    await writeFile(home.path('.config/clusto/clusto.toml'), 'dns = "x"');
    expect(await found()).toEqual(['CONFIG_INVALID']);
    const { stdout } = await home.run(['doctor']);
    expect(stdout).toMatch(/there is no option dns, did you mean dsn. \[CONFIG_INVALID\]\n {2}\S/);
  });
});
