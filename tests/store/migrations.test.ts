import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../packages/clusto/src/base/clock.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import type { Engine } from '../../packages/clusto/src/store/dialect.ts';
import type { Migration } from '../../packages/clusto/src/store/migrations/migration.ts';
import { migrations } from '../../packages/clusto/src/store/migrations/migrations.ts';
import { checkSchema, migrate, schemaNumber } from '../../packages/clusto/src/store/schema.ts';
import { Store } from '../../packages/clusto/src/store/store.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openEngine } from '../support/open-engine.ts';
import { refusal } from '../support/refusal.ts';
import { dumpSchema } from '../support/schema-dump.ts';
import { runSql } from '../support/run-sql.ts';

const common = { drivers: [], actor: 'a', source: 's' };

/** What a later clusto may bring. */
const later: Migration = {
  number: migrations.length + 1,
  name: 'colours',
  statements: ({ types }) => [
    `create table if not exists colours (name ${types.text} primary key)`,
    "insert into colours (name) values ('red') on conflict do nothing",
  ],
};
const broken: Migration = {
  number: migrations.length + 2,
  name: 'broken',
  statements: () => ['create table half (a integer)', 'create table nonsense ('],
};

describe.each(databases)('the schema on $name', (kind) => {
  let database: TestDatabase;
  let dsn: string;
  let engine: Engine;

  beforeEach(async () => {
    database = await kind.create();
    ({ dsn } = database);
    engine = openEngine(dsn);
  });
  afterEach(async () => {
    await engine.close();
    await database[Symbol.asyncDispose]();
  });

  test('is the one that is checked in', async () => {
    await migrate(engine, systemClock);
    await expect(await dumpSchema(dsn)).toMatchFileSnapshot(join(import.meta.dirname, `schema.${kind.name}.sql`));
  });

  test('is the same after one migration at a time, each run twice', async () => {
    await migrate(engine, systemClock);
    const fresh = await dumpSchema(dsn);
    await using other = await kind.create();
    const second = openEngine(other.dsn);
    for (const [index, step] of migrations.entries()) {
      expect(await migrate(second, systemClock, migrations.slice(0, index + 1))).toEqual({
        before: index,
        after: index + 1,
      });
      const writer = await second.begin();
      for (const statement of step.statements(second.dialect)) await writer.exec(statement);
      await writer.commit();
    }
    await second.close();
    expect(await dumpSchema(other.dsn)).toBe(fresh);
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('that is there already is left alone', async () => {
    expect(await migrate(engine, systemClock)).toEqual({ before: 0, after: migrations.length });
    const applied = await runSql(dsn, 'select * from schema_migrations');
    expect(await migrate(engine, systemClock)).toEqual({ before: migrations.length, after: migrations.length });
    expect(await runSql(dsn, 'select * from schema_migrations')).toEqual(applied);
    expect(applied).toMatchObject(migrations.map(({ name }) => ({ name })));
  });

  test('is laid once, though many begin at the same time', async () => {
    const sessions = await Promise.all(
      Array.from({ length: 5 }, async () => new Session(await openParts({ dsn, ...common }))),
    );
    expect(await Promise.all(sessions.map((session) => session.version()))).toEqual(sessions.map(() => 2));
    expect(await runSql(dsn, "select name from entity_states where name = 'clustometa'")).toHaveLength(1);
    await Promise.all(sessions.map((session) => session.close()));
  });

  test('of an empty database is refused or laid, as asked', async () => {
    expect(await refusal(openParts({ dsn, ...common, create: false }))).toBe('DATABASE_EMPTY');
    expect(await schemaNumber(engine, engine.reader)).toBe(0);
    await (await openParts({ dsn, ...common })).store.close();
    await (await openParts({ dsn, ...common, create: false })).store.close();
  });

  test('without the entity of the database, as a process that was stopped leaves it, is completed', async () => {
    await migrate(engine, systemClock);
    await using clusto = new Session(await openParts({ dsn, ...common }));
    expect(await clusto.metaId()).toBeGreaterThan(0);
    expect(await clusto.version()).toBe(2);
  });

  test('of a later clusto is refused and left alone', async () => {
    await migrate(engine, systemClock, [...migrations, later]);
    const schema = await dumpSchema(dsn);
    const attempt = openParts({ dsn, ...common });
    await expect(attempt).rejects.toMatchObject({
      name: 'StoreException',
      code: 'DATABASE_TOO_NEW',
      detail: { found: migrations.length + 1, known: migrations.length },
    });
    const store = await Store.open(dsn);
    expect(await refusal(store.migrate())).toBe('DATABASE_TOO_NEW');
    await store.close();
    expect(await dumpSchema(dsn)).toBe(schema);
  });

  test('of an earlier clusto is refused with what to run, and brought up to date by that', async () => {
    await using clusto = new Session(await openParts({ dsn, ...common }));
    await clusto.transaction(async () => undefined);
    const steps = [...migrations, later];
    await expect(checkSchema(engine, steps)).rejects.toMatchObject({
      code: 'DATABASE_TOO_OLD',
      message: expect.stringContaining('run `clusto init`') as string,
    });
    expect(await migrate(engine, systemClock, steps)).toEqual({ before: migrations.length, after: steps.length });
    await checkSchema(engine, steps);
    expect(await runSql(dsn, 'select name from colours')).toEqual([{ name: 'red' }]);
    // what was open before goes on
    expect((await clusto.getByName('clustometa')).name).toBe('clustometa');
  });

  test('of the first clusto takes in loads, and all that was there reads the same', async () => {
    await migrate(engine, systemClock, migrations.slice(0, 1));
    const insert = async (text: string): Promise<void> => void (await runSql(dsn, text));
    const live = Number.MAX_SAFE_INTEGER;
    await insert("insert into versions values (1, 0, 'a', null, 's'), (2, 1, 'a', null, 's'), (3, 2, 'a', null, 's')");
    for (const [id, name, type, driver] of [
      [1, 'clustometa', 'clustometa', 'clustometa'],
      [2, 'box', 'generic', 'entity'],
      [3, 'ips', 'resourcemanager', 'resourcemanager'],
    ] as const) {
      await insert(`insert into entities (id, from_version) values (${id}, 1)`);
      await insert(`insert into entity_states (entity_id, name, type, driver, from_version, to_version)
        values (${id}, '${name}', '${type}', '${driver}', 1, ${live})`);
    }
    const columns =
      'id, entity_id, key, subkey, number, datatype, string_value, relation_id, managed, from_version, to_version';
    await insert(`insert into attributes (${columns}) values
      (1, 2, 'colour', null, null, 'string', 'red', null, 0, 1, 2), (2, 2, 'colour', null, null, 'string', 'blue', null, 0, 2, ${live}),
      (3, 2, 'resource', null, 0, 'string', 'gold', null, 1, 3, ${live}),
      (4, 2, 'resource', 'manager', 0, 'relation', null, 3, 1, 3, ${live})`);
    const bytes = kind.name === 'sqlite' ? "x'676f6c64'" : "'\\x676f6c64'::bytea";
    await insert(`insert into allocations (attribute_id, entity_id, manager_id, space, resource, forced, from_version, to_version)
      values (3, 2, 3, 'resource', ${bytes}, 0, 3, ${live})`);
    expect(await migrate(engine, systemClock)).toEqual({ before: 1, after: migrations.length });
    await using clusto = new Session(await openParts({ dsn, ...common, create: false }));
    const read = async (session: Session): Promise<string[]> =>
      (await (await session.getByName('box')).attrs()).map(String);
    expect(await read(clusto.at(1))).toEqual(['box.colour|null|null|string red']);
    const now = [
      'box.colour|null|null|string blue',
      'box.resource|0|null|string gold',
      'box.resource|0|manager|relation ips',
    ];
    expect(await read(clusto)).toEqual(now);
    // allocations from before bear on nothing, and are released as ever
    await clusto.delete('ips');
    expect(await read(clusto)).toEqual(now.slice(0, 1));
    expect(await read(clusto.at(3))).toEqual(now);
    expect(await runSql(dsn, 'select * from loads')).toEqual([]);
  });

  test('is as before when a migration fails', async () => {
    await migrate(engine, systemClock);
    const schema = await dumpSchema(dsn);
    expect(await refusal(migrate(engine, systemClock, [...migrations, later, broken]))).toBe('DATABASE_FAILED');
    expect(await dumpSchema(dsn)).toBe(schema);
    expect(await schemaNumber(engine, engine.reader)).toBe(migrations.length);
  });
});
