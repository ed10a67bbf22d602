import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asNobody } from '../support/as-nobody.ts';
import { databases } from '../support/databases.ts';
import { CliHome } from '../support/run-cli.ts';
import { migrations } from '../../packages/clusto/src/store/migrations/migrations.ts';

let home: CliHome;

beforeEach(async () => {
  home = await CliHome.create();
});
afterEach(() => home[Symbol.asyncDispose]());

async function fails(status: number, code: string, ...args: string[]): Promise<string> {
  const result = await home.run(args);
  expect(result).toMatchObject({ status, stdout: '' });
  expect(result.stderr).toContain(`[${code}]`);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result.stderr;
}

describe('a database that is not an inventory', () => {
  test('is not made by a command that reads or writes, and says what to do', async () => {
    for (const args of [['info'], ['list'], ['create', 'pool', 'p'], ['shell', 'none.js']])
      expect(await fails(9, 'DATABASE_EMPTY', ...args)).toContain('Run `clusto init`.');
    expect(await readdir(home.folder)).toEqual([]);
  });

  test('becomes one by init, for its owner only', async () => {
    expect(await home.json('init')).toMatchObject({ before: 0, after: migrations.length });
    expect(await home.json('init')).toMatchObject({ before: migrations.length, after: migrations.length });
    expect((await stat(home.path('.local/share/clusto'))).mode & 0o777).toBe(0o700);
    expect((await stat(home.path('.local/share/clusto/clusto.db'))).mode & 0o777).toBe(0o600);
    expect((await home.run(['info'])).status).toBe(0);
  });

  test.each([
    ['DSN_INVALID', 'mysql://x'],
    ['DATABASE_UNAVAILABLE', 'sqlite:/nonexistent/folder/x.db'],
    ['DATABASE_UNAVAILABLE', 'postgres://nobody@127.0.0.1:1/x'],
  ])('that cannot be opened is %s: %s', async (code, dsn) => {
    await fails(9, code, 'init', '--dsn', dsn);
  });

  test('is told without its password', async () => {
    const message = await fails(9, 'DATABASE_UNAVAILABLE', 'info', '--dsn', 'postgres://me:hunter2@127.0.0.1:1/x');
    expect(message).not.toContain('hunter2');
  });
});

describe('a file of SQLite', () => {
  test('that is something else is damaged', async () => {
    const file = home.path('broken.db');
    await writeFile(file, 'this is a letter, not a database. '.repeat(300));
    await fails(9, 'DATABASE_CORRUPT', 'info', '--dsn', `sqlite:${file}`);
    await fails(9, 'DATABASE_CORRUPT', 'init', '--dsn', `sqlite:${file}`);
  });

  test('of a newer clusto is left alone', async () => {
    const file = home.path('newer.db');
    await home.run(['init', '--dsn', `sqlite:${file}`]);
    const database = new Sqlite(file);
    database.prepare("insert into schema_migrations (number, name, applied) values (99, 'future', 0)").run();
    database.close();
    for (const command of ['info', 'init', 'demo'])
      await fails(9, 'DATABASE_TOO_NEW', command, '--dsn', `sqlite:${file}`);
  });

  test('that is read-only is read, and says so when it is to be written', async () => {
    const file = home.path('readonly.db');
    const dsn = ['--dsn', `sqlite:${file}`];
    // also loads the commands, before there are no rights to do so
    for (const args of [['init'], ['info'], ['create', 'pool', 'p']])
      expect(await home.run([...args, ...dsn])).toMatchObject({ status: 0 });
    await fails(1, 'NAME_TAKEN', 'create', 'pool', 'p', ...dsn);
    await chmod(home.folder, 0o777);
    await chmod(file, 0o444);
    await asNobody(async () => {
      expect(await home.run(['info', ...dsn])).toMatchObject({ status: 0, stderr: '' });
      await fails(9, 'DATABASE_READ_ONLY', 'create', 'pool', 'q', ...dsn);
    });
  });
});

describe.each(databases)('demo on $name', ({ create }) => {
  test('is one version with a message, is made once, and what it tells to try works', { timeout: 60_000 }, async () => {
    await using database = await create();
    const { dsn } = database;
    const first = await home.run(['demo', '--dsn', dsn]);
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toContain('rack sv3-003');
    const made = (await home.json('info', '--dsn', dsn)) as { version: number; types: Record<string, number> };
    expect(made.types).toMatchObject({ datacenter: 1, rack: 3, server: 36, pool: 4 });

    const [server] = (await home.json('info', 's0000', '--dsn', dsn)) as [Record<string, unknown>];
    expect(server).toMatchObject({
      ip: ['192.168.20.2'],
      parents: ['sv3-001', 'production', 'webservers'],
      cables: [
        { port: 'pwr-nema-5', number: 1, to: 'sv3-001-pwr1' },
        { port: 'nic-eth', number: 1, to: 'sv3-001-sw1' },
        { port: 'console-serial', number: 1, to: 'sv3-001-ts1' },
      ],
    });

    const second = await home.run(['demo', '--dsn', dsn]);
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(second.stdout).toContain('already');
    expect(await home.json('info', '--dsn', dsn)).toMatchObject({ version: made.version });

    const lines = [...first.stdout.matchAll(/^ {2}(?:npx )?clusto (.+?)(?: {2,}.*)?$/gm)].map(([, line = '']) => line);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines.filter((one) => !one.endsWith(' shell'))) {
      const args = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
        ([, double, single, word]) => double ?? single ?? word ?? '',
      );
      const { status, stderr } = await home.run(args);
      expect({ line, status, stderr }).toMatchObject({ status: 0, stderr: '' });
    }
  });

  test('changes nothing when one of its names is taken', async () => {
    await using database = await create();
    await home.run(['init', '--dsn', database.dsn]);
    await home.run(['create', 'pool', 'sv3-002', '--dsn', database.dsn]);
    expect(await fails(1, 'NAME_TAKEN', 'demo', '--dsn', database.dsn)).toContain('sv3-002');
    expect((await home.run(['list', '--names', '--dsn', database.dsn])).stdout).toBe('sv3-002\n');
  });
});
