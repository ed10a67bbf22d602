import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unpackLegacy } from '../support/legacy-data.ts';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;
let source: string;

beforeEach(async () => {
  home = await CliHome.create();
  source = `sqlite:${await unpackLegacy('clusto-200', home.folder)}`;
});
afterEach(() => home[Symbol.asyncDispose]());

describe('clusto import clusto', () => {
  test('brings a database in, as a process', async () => {
    const target = `sqlite:${home.path('new.db')}`;
    const { status, stdout } = await home.spawn(['import', 'clusto', source, '--dsn', target]);
    expect(status).toBe(0);
    expect(stdout).toContain(`${source} is in ${target}: 235 entities, 3274 attributes compared, 200 allocations`);
    expect(stdout).toMatch(/^Digest of version 278, the same on both sides: [0-9a-f]{64}$/m);
    expect((await home.run(['attr', 'show', 'pool-00', 'owner', '--dsn', target])).stdout).toContain('team-00');
    expect((await home.run(['info', 's000001', '--dsn', target, '--at', '100'])).stdout).toContain('10.0.0.1');
    expect((await home.run(['info', 's000200', '--dsn', target, '--at', '100'])).status).toBe(1);
    expect(await home.json('info', '--dsn', target)).toMatchObject({ version: 278 });
  });

  test('writes nothing when it is only tried', async () => {
    const report = await home.json('import', 'clusto', source, '--dry-run');
    expect(report).toMatchObject({ dryRun: true, source, latest: 278, repairs: null, findings: [] });
    expect(existsSync(home.path('.local'))).toBe(false);
    const { stdout } = await home.run(['import', 'clusto', source, '--dry-run']);
    expect(stdout).toContain(`Nothing was written. ${source} would bring 235 entities`);
  });

  test('refuses a second time, and leaves no database behind when there is no source', async () => {
    const target = ['--dsn', `sqlite:${home.path('new.db')}`];
    const failed = await home.run(['import', 'clusto', `sqlite:${home.path('none.db')}`, ...target]);
    expect(failed).toMatchObject({ status: 9, stdout: '' });
    expect(existsSync(home.path('new.db'))).toBe(false);
    expect((await home.run(['import', 'clusto', source, ...target])).status).toBe(0);
    const again = await home.run(['import', 'clusto', source, ...target]);
    expect(again).toMatchObject({ status: 9, stdout: '' });
    expect(again.stderr).toContain('[INVENTORY_NOT_EMPTY]');
    expect(again.stderr.trim().split('\n')).toHaveLength(2);
  });
});
