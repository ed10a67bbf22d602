import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;
let file: string;
let env: Record<string, string>;

beforeEach(async () => {
  home = await CliHome.create();
  file = home.path('audit.jsonl');
  env = { CLUSTO_AUDIT_FILE: file, CLUSTO_ACTOR: 'alice' };
  await home.run(['init']);
});
afterEach(() => home[Symbol.asyncDispose]());

const lines = async (): Promise<Record<string, unknown>[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a line for each version, with who, why, how and what, that only its owner reads', async () => {
  await home.spawn(['create', 'basicserver', 's1', '-m', 'because'], { env });
  await home.spawn(['attr', 'set', 's1', 'a.token=hush', 'b=1'], { env });
  await home.run(['attr', 'set', 's1', 'b=1'], env);
  const [created, changed, ...more] = await lines();
  expect(created).toEqual({
    time: expect.stringMatching(/^20.*Z$/),
    actor: 'alice',
    source: 'cli',
    message: 'because',
    command: ['create', 'basicserver', 's1', '-m', 'because'],
    event: 'version',
    version: 3,
    touched: [{ name: 's1', what: 'created' }],
    touchedCount: 1,
  });
  expect(changed).toMatchObject({
    event: 'version',
    version: 4,
    command: expect.arrayContaining(['a.token=***', 'b=1']),
  });
  // what changes nothing is no version
  expect(more).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a line for what was refused, and none for what was only read', async () => {
  await home.run(['create', 'basicserver', 's1'], env);
  await home.run(['list'], env);
  expect(await home.run(['create', 'basicserver', 's1'], env)).toMatchObject({ status: 1 });
  expect((await lines()).slice(1)).toMatchObject([{ event: 'refused', code: 'NAME_TAKEN', actor: 'alice' }]);
});

test('nothing is written that could not be recorded', async () => {
  await mkdir(file);
  const { status, stderr } = await home.run(['create', 'basicserver', 's1'], env);
  expect({ status, stderr }).toMatchObject({ status: 8, stderr: expect.stringContaining('[AUDIT_UNWRITABLE]') });
  expect(await home.run(['info', 's1'], env)).toMatchObject({ status: 1 });
});

test('the file may be moved away while it is used, and is named by the configuration', async () => {
  await mkdir(home.path('.config/clusto'), { recursive: true });
  await writeFile(home.path('.config/clusto/clusto.toml'), '[audit]\nfile = "log.jsonl"');
  file = home.path('.config/clusto/log.jsonl');
  await home.run(['create', 'basicserver', 's1']);
  await rename(file, `${file}.1`);
  await home.run(['create', 'basicserver', 's2']);
  expect(await lines()).toMatchObject([{ version: 4 }]);
});

test('a secret is shown when that is asked for, and recorded before it is', async () => {
  await home.run(['create', 'basicserver', 's1']);
  await home.spawn(['attr', 'set', 's1', 'api.token', '--secret'], { input: 'hush' });
  expect((await home.run(['attr', 'show', 's1', 'api'], env)).stdout).toContain('sealed:');
  const shown = await home.run(['attr', 'show', 's1', '--reveal', '--json'], env);
  expect(JSON.parse(shown.stdout)).toMatchObject([{ key: 'api', subkey: 'token', value: 'hush' }]);
  await home.spawn(['attr', 'set', 's1', 'system.key', '--secret'], { input: 'hush' });
  const described = await home.run(['info', 's1', '--reveal', '--json'], env);
  expect(JSON.parse(described.stdout)).toMatchObject([{ system: { key: 'hush' } }]);
  expect(await lines()).toMatchObject([
    { event: 'reveal', attributes: ['s1.api.token'], actor: 'alice' },
    { event: 'reveal', attributes: ['s1.system.key'], actor: 'alice' },
  ]);
  expect(await readFile(file, 'utf8')).not.toContain('hush');
  await rm(file);
  await mkdir(file);
  const refused = await home.run(['attr', 'show', 's1', '--reveal'], env);
  expect(refused).toMatchObject({ status: 8, stdout: '' });
});

test('backups and their restoration are recorded', async () => {
  const backup = home.path('b.gz');
  await home.run(['backup', backup], env);
  await home.run(['restore', backup, '--force', '--yes'], env);
  expect(await lines()).toMatchObject([
    { event: 'backup', file: backup },
    { event: 'restore', file: backup },
  ]);
});
