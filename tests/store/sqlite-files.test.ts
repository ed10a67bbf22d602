import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import { asNobody } from '../support/as-nobody.ts';
import { refusal } from '../support/refusal.ts';

describe('a file of SQLite', () => {
  let folder: string;
  let file: string;
  let opened: Session[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusto-files-'));
    await chmod(folder, 0o777);
    file = join(folder, 'inventory.db');
    opened = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(opened.map((session) => session.close()));
    await chmod(folder, 0o777);
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (path = file, options: Partial<OpenOptions> = {}): Promise<Session> => {
    const common = { drivers: [], actor: 'a', source: 's', durability: 'off' } as const;
    const session = new Session(await openParts({ dsn: `sqlite:${path}`, ...common, ...options }));
    opened.push(session);
    return session;
  };

  test('that is new is its owner’s alone', async () => {
    const mask = process.umask(0);
    try {
      const clusto = await open();
      await clusto.create(Driver, 'one');
    } finally {
      process.umask(mask);
    }
    for (const name of await readdir(folder))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('that is empty becomes an inventory', async () => {
    await writeFile(file, '');
    expect(await (await open()).version()).toBe(2);
  });

  test('in a folder that there is not is named', async () => {
    const attempt = open(join(folder, 'none', 'inventory.db'));
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: /there is no folder/ });
    expect(await readdir(folder)).toEqual([]);
  });

  test('that is a folder', async () => {
    await mkdir(file);
    await expect(open()).rejects.toMatchObject({ name: 'StoreException', code: 'DATABASE_UNAVAILABLE' });
  });

  test.each([
    ['text', 'this is no database, though it is long enough for a header of one '.repeat(100)],
    ['a few bytes', 'x'.repeat(20)],
  ])('that holds %s', async (_, content) => {
    await writeFile(file, content);
    expect(await refusal(open())).toBe('DATABASE_CORRUPT');
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('that is damaged', async () => {
    const clusto = await open();
    await clusto.transaction(async () => {
      for (let index = 0; index < 200; index += 1) await clusto.create(Driver, `thing${index}`);
    });
    await clusto.close();
    const content = await readFile(file);
    content.fill(0x5a, 4096);
    await writeFile(file, content);
    expect(await refusal(open().then((session) => session.getEntities()))).toBe('DATABASE_CORRUPT');
  });

  test('in a folder where nothing can be made', async () => {
    await chmod(folder, 0o555);
    const attempt = asNobody(() => open());
    await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: /EACCES/ });
  });

  test('that may not be read', async () => {
    await (await open()).close();
    await chmod(file, 0o000);
    expect(await refusal(asNobody(() => open()))).toBe('DATABASE_UNAVAILABLE');
  });

  test('that may not be written is read, and says so when it is to be written', async () => {
    const owner = await open();
    await owner.create(Driver, 'one');
    await owner.close();
    await chmod(file, 0o444);
    const before = await readFile(file);
    await asNobody(async () => {
      const reader = await open();
      expect((await reader.getEntities()).map(({ name }) => name)).toEqual(['one']);
      expect(await refusal(reader.create(Driver, 'two'))).toBe('DATABASE_READ_ONLY');
      await reader.close();
    });
    expect(await readFile(file)).toEqual(before);
    // without a folder to write into, SQLite cannot read a database of this kind either
    for (const name of ['-wal', '-shm']) await rm(`${file}${name}`, { force: true });
    await chmod(folder, 0o555);
    expect(await refusal(asNobody(() => open()))).toBe('DATABASE_READ_ONLY');
  });

  test('that has no room left changes nothing, and goes on when it has', async () => {
    const clusto = await open();
    const thing = await clusto.create(Driver, 'thing');
    const before = await clusto.version();
    const { page_count: pages } = new Sqlite(file).prepare('pragma page_count').get() as { page_count: number };
    // a full disk for the handle that writes: SQLite answers alike
    const limit = { pages: pages + 10 };
    vi.spyOn(Sqlite.prototype, 'exec').mockImplementation(function exec(this: Sqlite.Database, text: string) {
      this.pragma(`max_page_count = ${limit.pages}`);
      this.prepare(text).run();
      return this;
    });
    const value = 'x'.repeat(100_000);
    await expect(thing.addAttr({ key: 'a', value })).rejects.toMatchObject({
      name: 'StoreException',
      code: 'DATABASE_FULL',
    });
    const caught = clusto.transaction(async () => {
      await thing.addAttr({ key: 'small', value: 1 });
      expect(await refusal(thing.addAttr({ key: 'a', value }))).toBe('DATABASE_FULL');
      await thing.addAttr({ key: 'small', value: 2 });
    });
    const isCommitted = await caught.then(
      () => true,
      () => false,
    );
    expect(await thing.attrValues()).toEqual(isCommitted ? [1, 2] : []);
    expect(await clusto.version()).toBe(before + Number(isCommitted));
    limit.pages = 1_000_000;
    await thing.addAttr({ key: 'a', value });
    expect(await thing.attrValue({ key: 'a' })).toBe(value);
  });

  test('that another program keeps locked is read meanwhile, and refused after the time to wait', async () => {
    const clusto = await open(file, { busyTimeout: 100 });
    const thing = await clusto.create(Driver, 'thing');
    const before = await clusto.version();
    const other = new Sqlite(file);
    other.exec('begin immediate');
    const started = performance.now();
    await expect(thing.addAttr({ key: 'a', value: 1 })).rejects.toMatchObject({
      code: 'DATABASE_BUSY',
      detail: { seconds: 0.1 },
    });
    expect(performance.now() - started).toBeGreaterThanOrEqual(100);
    expect(await thing.attrs()).toEqual([]);
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    const waiting = open(file, { busyTimeout: 10_000 }).then((session) => session.create(Driver, 'next'));
    await vi.waitFor(() => expect(ticks).toBeGreaterThan(3));
    other.exec('rollback');
    other.close();
    await waiting;
    clearInterval(ticking);
    expect(await clusto.version()).toBe(before + 1);
  });

  test('of a database in memory is gone when it is closed, and nobody else’s', async () => {
    const [one, two] = [await open(':memory:'), await open(':memory:')];
    await one.create(Driver, 'one');
    await two.create(Driver, 'one');
    expect((await one.getEntities()).length).toBe(1);
    expect(one.dsn).toBe('sqlite::memory:');
    const folders = async (): Promise<string[]> =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('clusto-'));
    const before = await folders();
    await one.close();
    await two.close();
    expect((await folders()).length).toBeLessThan(before.length);
  });
});
