import { describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { HomeServer } from '../support/served-home.ts';
import { createStandInHome } from '../support/stand-in-home.ts';

const createPoints = [
  'begin',
  'before-make-root',
  'after-make-root',
  'after-make-swap',
  'before-define',
  'after-define',
  'end',
  'after-start',
];
const deletePoints = ['before-undefine', 'after-undefine', 'after-remove-root', 'after-remove-swap', 'removed'];
const whole = ['h1/v1000', 'h1/v1000-root', 'h1/v1000-swap'];

describe.each(databases)('a process that is killed, on $name', (kind) => {
  // what the driver does is the same on both; that the database keeps the order is seen at a few points
  const chosen = kind.name === 'sqlite' ? createPoints : ['begin', 'after-make-root', 'end'];

  test.each(chosen.flatMap((point) => [[point, 'finished'] as const, [point, 'undone'] as const]))(
    'while it creates, at %s: it is %s',
    { timeout: 60_000 },
    async (point, end) => {
      await using database = await kind.create();
      await using site = await createStandInHome(database.dsn);
      const killed = await site.home.spawn(['vm', 'create', '--start'], { env: { STANDIN_FAULT: `kill:${point}` } });
      expect(killed).toMatchObject({ status: null, stdout: '' });
      const listed = await site.home.run(['vm', 'repair', '--dry-run']);
      expect(listed.stderr).toMatch(/^v1000: create since \S+ by \S+:\d+\n$/);
      const repaired = await site.home.run(['vm', 'repair', ...(end === 'undone' ? ['--undo'] : [])]);
      expect(repaired).toMatchObject({ status: 0 });
      const { stdout } = await site.home.run(['vm', 'list', '-v', '--state']);
      if (end === 'finished') {
        expect(repaired.stderr).toContain('v1000: the creation is finished, and it runs');
        expect(site.outside()).toEqual(whole);
        expect(stdout).toBe('10.0.0.250,10.0.0.1,v1000,running\n');
      } else {
        expect(repaired.stderr).toContain('v1000: the creation is undone: the entity, the address 10.0.0.1');
        expect({ outside: site.outside(), stdout }).toEqual({ outside: [], stdout: '' });
        expect(await site.home.run(['info', 'v1000'])).toMatchObject({ status: 1 });
      }
      expect(await site.home.run(['vm', 'sync'])).toMatchObject({ status: 0, stdout: '' });
      expect((await site.home.run(['vm', 'repair'])).stderr).toBe('nothing to repair\n');
    },
  );

  test.each(kind.name === 'sqlite' ? deletePoints : ['after-undefine'])(
    'while it deletes, at %s: it is finished',
    { timeout: 60_000 },
    async (point) => {
      await using database = await kind.create();
      await using site = await createStandInHome(database.dsn);
      await site.home.run(['vm', 'create']);
      const killed = await site.home.spawn(['vm', 'delete', 'v1000', '--yes'], {
        env: { STANDIN_FAULT: `kill:${point}` },
      });
      expect(killed.status).toBeNull();
      expect((await site.home.run(['vm', 'repair', '--undo'])).status).toBe(0);
      const isUndone = (await site.home.run(['vm', 'list', '-v'])).stdout !== '';
      // only what had not begun outside can be undone: the driver had removed something by then, or was about to
      expect({ isUndone, outside: site.outside() }).toEqual(
        point === 'removed' ? { isUndone: true, outside: [] } : { isUndone: false, outside: [] },
      );
      expect((await site.home.run(['vm', 'repair'])).stderr).toBe('nothing to repair\n');
    },
  );
});

describe('Ctrl-C', () => {
  test('undoes what was begun, and ends with 130', { timeout: 60_000 }, async () => {
    await using site = await createStandInHome();
    const running = site.home.start(['vm', 'create'], { env: { STANDIN_FAULT: 'hang:before-define' } });
    await running.says('hangs at');
    const others = await site.home.run(['vm', 'repair']);
    expect(others.stderr).toMatch(/^v1000: create since .* may still be under way, left alone/);
    expect(await site.home.run(['vm', 'repair', 'v1000'])).toMatchObject({ status: 1 });
    running.kill('SIGINT');
    const { status, stdout, stderr } = await running.result;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toContain('interrupted: what was begun is undone, once more ends at once\n');
    expect(stderr).toMatch(/Interrupted while creating v1000; the entity, .* given back\. \[INTERRUPTED\]/);
    expect(site.outside()).toEqual([]);
    expect((await site.home.run(['vm', 'repair'])).stderr).toBe('nothing to repair\n');
  });

  test('has a server undo what it has begun', { timeout: 60_000 }, async () => {
    await using site = await createStandInHome();
    await using server = new HomeServer(site.home.folder);
    // of the server, which is in this process
    vi.stubEnv('STANDIN_FAULT', 'hang:before-define');
    const running = site.home.start(['vm', 'create'], { env: { CLUSTO_DSN: (await server.address('tester')) ?? '' } });
    await vi.waitFor(() => expect(site.outside()).toEqual(['h1/v1000-root', 'h1/v1000-swap']), { timeout: 30_000 });
    running.kill('SIGINT');
    const { status, stdout, stderr } = await running.result;
    vi.unstubAllEnvs();
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toMatch(/Interrupted while creating v1000; the entity, .* given back\. \[INTERRUPTED\]/);
    expect(site.outside()).toEqual([]);
  });

  test('a second time ends at once, and leaves the rest to a repair', { timeout: 60_000 }, async () => {
    await using site = await createStandInHome();
    const env = { STANDIN_FAULT: 'hang:before-define,hang:before-undo-remove-root' };
    const running = site.home.start(['vm', 'create'], { env });
    await running.says('hangs at before-define');
    running.kill('SIGINT');
    await running.says('hangs at before-undo-remove-root');
    running.kill('SIGINT');
    expect(await running.result).toMatchObject({ status: 130 });
    expect(site.outside()).toEqual(['h1/v1000-root', 'h1/v1000-swap']);
    expect(await site.home.run(['vm', 'repair', '--undo'])).toMatchObject({ status: 0 });
    expect(site.outside()).toEqual([]);
  });
});

test('processes that create at once get machines of their own', { timeout: 120_000 }, async () => {
  await using site = await createStandInHome();
  const results = await Promise.all(Array.from({ length: 4 }, () => site.home.spawn(['vm', 'create', '--count', '4'])));
  expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  const listed = (await site.home.json('vm', 'list')) as { name: string; address: string; host: string }[];
  expect(new Set(listed.map(({ name }) => name)).size).toBe(16);
  expect(new Set(listed.map(({ address }) => address)).size).toBe(16);
  expect(listed.filter(({ host }) => host === 'h1')).toHaveLength(10);
  expect((await site.home.run(['vm', 'sync'])).status).toBe(0);
});
