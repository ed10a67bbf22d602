import { createHash } from 'node:crypto';
import { readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PenguinServer, SimpleEntityNameManager } from 'clusto/drivers';
import { systemClock } from '../../packages/clusto/src/base/clock.ts';
import { migrations } from '../../packages/clusto/src/store/migrations/migrations.ts';
import { migrate } from '../../packages/clusto/src/store/schema.ts';
import { Store } from '../../packages/clusto/src/store/store.ts';
import { tables } from '../../packages/clusto/src/store/tables.ts';
import { writeBackup } from '../../packages/clusto/src/store/backup/write-backup.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openEngine } from '../support/open-engine.ts';
import { refusal } from '../support/refusal.ts';
import { runSql } from '../support/run-sql.ts';
import { CliHome, type CliResult } from '../support/run-cli.ts';
import { useClusto } from '../support/use-clusto.ts';

let home: CliHome;
let file: string;
let another: TestDatabase[] = [];

beforeEach(async () => {
  home = await CliHome.create();
  file = home.path('inventory.gz');
  another = [];
});
afterEach(async () => {
  await Promise.all([home[Symbol.asyncDispose](), ...another.map((database) => database[Symbol.asyncDispose]())]);
});

async function empty(name: 'sqlite' | 'postgres'): Promise<string> {
  const kind = databases.find((one) => one.name === name);
  const database = (await kind?.create()) as TestDatabase;
  another.push(database);
  return database.dsn;
}

const linesOf = async (path: string): Promise<string[]> =>
  gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n');
/** The tables of a backup in an order that does not depend on the database; its header is another each time. */
const content = async (path: string): Promise<string[]> =>
  (await linesOf(path))
    .slice(1)
    .filter((line) => !line.startsWith('{"end"'))
    .sort();

async function backup(dsn: string, to: string = file): Promise<CliResult> {
  const result = await home.run(['backup', to, '--dsn', dsn]);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return result;
}

describe.each(databases)('a backup of $name', (kind) => {
  const own = useClusto(kind);

  /** A history with every kind of value. */
  async function fill(): Promise<void> {
    const { clusto } = own;
    const names = await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 4 });
    const server = await names.allocate(PenguinServer);
    await server.addAttr({ key: 'big', value: 2n ** 63n - 1n });
    await server.addAttr({ key: 'float', value: -0.1 });
    await server.addAttr({ key: 'nothing', value: -0 });
    await server.addAttr({ key: 'text', value: 'a "b"\n\u2028 ü 🐧' });
    await server.addAttr({ key: 'when', value: new Date(1.7e12) });
    await server.addAttr({ key: 'friend', value: names });
    await clusto.rename(server, 'renamed');
    await clusto.delete(await names.allocate(PenguinServer));
  }

  test.each(['sqlite', 'postgres'] as const)('is restored into %s, with its history', async (name) => {
    await fill();
    await backup(own.dsn);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    expect(JSON.parse((await linesOf(file))[0] as string)).toMatchObject({ schema: migrations.length, version: 13 });
    const target = await empty(name);
    expect(await home.run(['restore', file, '--dsn', target])).toMatchObject({ status: 0, stderr: '' });
    const again = home.path('again.gz');
    await backup(target, again);
    expect(await content(again)).toEqual(await content(file));
    expect(await home.run(['info', 's0000', '--at', '8', '--dsn', target])).toMatchObject({ status: 0 });
    // ids go on behind those that were restored, and names behind those that were given
    expect(await home.run(['create', 'penguinserver', 'new', '--dsn', target])).toMatchObject({ status: 0 });
  });

  test('shows one moment, whatever is written meanwhile', async () => {
    await fill();
    const store = await Store.open(own.dsn);
    try {
      const chunks: string[] = [];
      for await (const chunk of store.backup('test', () => {})) {
        if (chunks.length === 0) await own.clusto.create(PenguinServer, 'meanwhile');
        chunks.push(chunk);
      }
      expect(chunks.join('')).toContain('renamed');
      expect(chunks.join('')).not.toContain('meanwhile');
    } finally {
      await store.close();
    }
  });

  test('replaces what is there only when it is told to', async () => {
    await backup(own.dsn);
    await fill();
    expect(await home.run(['restore', file, '--dsn', own.dsn])).toMatchObject({
      status: 9,
      stderr: expect.stringContaining('[INVENTORY_NOT_EMPTY]'),
    });
    expect(await home.run(['restore', file, '--dsn', own.dsn, '--force'])).toMatchObject({ status: 7 });
    expect(await own.clusto.version()).toBe(13);
    expect(await home.run(['restore', file, '--dsn', own.dsn, '--force', '--yes'])).toMatchObject({ status: 0 });
    expect(await own.clusto.version()).toBe(2);
    expect(await own.clusto.getEntities()).toEqual([]);
  });

  test('of an older schema is brought up to date', async () => {
    const old = await empty(kind.name);
    const engine = openEngine(old);
    await migrate(engine, systemClock, migrations.slice(0, 1));
    await engine.close();
    await runSql(old, "insert into versions (number, time, actor, source) values (1, 1, 'a', 's')");
    await runSql(old, 'insert into entities (id, from_version) values (7, 1)');
    await runSql(
      old,
      `insert into entity_states (id, entity_id, name, type, driver, from_version, to_version) values (7, 7, 'old', 'server', 'basicserver', 1, ${Number.MAX_SAFE_INTEGER})`,
    );
    await backup(old);
    expect(await home.run(['restore', file, '--dsn', own.dsn])).toMatchObject({ status: 0 });
    expect((await own.clusto.getByName('old')).id).toBe(7);
    const store = await Store.open(own.dsn);
    expect(await store.schemaNumber()).toBe(migrations.length);
    await store.close();
  });

  test('that fails in the middle changes nothing', async () => {
    await fill();
    await backup(own.dsn);
    const lines = await linesOf(file);
    // well-formed, and against a rule that only the database knows: two live entities of one name
    const state = lines.findIndex((line) => line.startsWith('[') && line.includes('"renamed"'));
    const columns = JSON.parse(lines[state] as string) as unknown[];
    columns[0] = 999;
    columns[1] = 1;
    lines.splice(state + 1, 0, JSON.stringify(columns));
    const start = lines.findIndex((line) => line.startsWith('{"table":"entity_states"'));
    const end = lines.findIndex((line) => line.startsWith('{"end":"entity_states"'));
    const rows = lines.slice(start + 1, end);
    const sha256 = createHash('sha256')
      .update(rows.map((row) => `${row}\n`).join(''))
      .digest('hex');
    lines[end] = JSON.stringify({ end: 'entity_states', rows: rows.length, sha256 });
    const header = JSON.parse(lines[0] as string) as { rows: Record<string, number> };
    header.rows['entity_states'] = rows.length;
    lines[0] = JSON.stringify(header);
    await writeFile(file, gzipSync(lines.join('\n')));
    const result = await home.run(['restore', file, '--dsn', own.dsn, '--force', '--yes']);
    expect(result).toMatchObject({ status: 1, stderr: expect.stringContaining('[CONFLICT]') });
    expect((await own.clusto.getByName('renamed')).name).toBe('renamed');
  });

  test('holds every table of the schema', async () => {
    const text =
      kind.name === 'sqlite'
        ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        : 'select tablename as name from pg_tables where schemaname = current_schema()';
    const found = (await runSql(own.dsn, text)).map(({ name }) => name);
    expect(new Set(found), 'A table that is not in store/tables.ts would be missing in a backup.').toEqual(
      new Set([...tables, 'schema_migrations']),
    );
  });
});

describe('a file', () => {
  beforeEach(async () => {
    await home.run(['demo']);
    await home.run(['backup', file]);
  });

  const restored = (): Promise<CliResult> => home.run(['restore', file, '--dsn', `sqlite:${home.path('new.db')}`]);

  test.each<[string, string, (lines: string[]) => string]>([
    ['its end is missing', 'the last line', (lines) => lines.slice(0, -2).join('\n') + '\n'],
    [
      'rows of attributes are missing',
      'a row',
      (lines) => lines.filter((line) => !line.startsWith('[500,')).join('\n'),
    ],
    [
      'the rows of entity_states have been altered',
      'a value',
      (lines) => lines.join('\n').replace('"eqix-sv3"', '"eqix-sv4"'),
    ],
    ['a line is not JSON', 'a bracket', (lines) => lines.join('\n').replace(/\]\n/, '\n')],
    ['it was not written by clusto', 'the header', (lines) => lines.slice(1).join('\n')],
    ['its format is 9', 'the format', (lines) => lines.join('\n').replace('"formatVersion":1', '"formatVersion":9')],
    ['something follows its end', 'the end', (lines) => `${lines.join('\n')}{}\n`],
  ])('is refused as "%s" without %s, and nothing is made', async (reason, _what, alter) => {
    await writeFile(file, gzipSync(alter(await linesOf(file))));
    const { status, stderr } = await restored();
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('[BACKUP_INVALID]') });
    expect(stderr).toContain(reason);
    expect(await readdir(home.folder)).not.toContain('new.db');
  });

  test('is refused when it is cut, when a bit of it is wrong, and when it is none', async () => {
    const bytes = await readFile(file);
    await truncate(file, bytes.length - 100);
    expect((await restored()).stderr).toContain('its end is missing');
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
    await writeFile(file, bytes);
    expect((await restored()).stderr).toContain('[BACKUP_INVALID]');
    await writeFile(file, 'hello');
    expect((await restored()).stderr).toContain('it was not written by clusto');
    await writeFile(file, '');
    expect((await restored()).stderr).toContain('its end is missing');
    expect((await home.run(['restore', home.path('none')])).stderr).toContain('there is no such file');
  });

  test('of a newer schema is refused with the version that wrote it', async () => {
    const lines = await linesOf(file);
    lines[0] = (lines[0] as string)
      .replace(/"schema":\d+/, '"schema":99')
      .replace(/"clusto":"[^"]+"/, '"clusto":"9.9.9"');
    await writeFile(file, gzipSync(lines.join('\n')));
    expect(await restored()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('it was written by clusto 9.9.9'),
    });
  });
});

test('a backup that cannot be finished leaves what was there before, and nothing else', async () => {
  await writeFile(file, 'before');
  const failing = async function* (): AsyncGenerator<string> {
    yield 'half of it';
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  expect(await refusal(writeBackup(file, failing()))).toBe('BACKUP_UNWRITABLE');
  const controller = new AbortController();
  const interrupted = async function* (): AsyncGenerator<string> {
    yield 'half of it';
    controller.abort();
    yield 'the rest';
  };
  expect(await refusal(writeBackup(file, interrupted(), controller.signal))).toBe('INTERRUPTED');
  expect(await readFile(file, 'utf8')).toBe('before');
  expect(await readdir(home.folder)).toEqual(['inventory.gz']);
});

test('sealed secrets stay sealed', async () => {
  await home.run(['init']);
  await home.run(['create', 'entity', 'e']);
  const { status } = await home.spawn(['attr', 'set', 'e', 'token', '--secret'], { input: 'tell nobody' });
  expect(status).toBe(0);
  await home.run(['backup', file]);
  const text = (await linesOf(file)).join('\n');
  expect(text).toContain('sealed:');
  expect(text).not.toContain('tell nobody');
});
