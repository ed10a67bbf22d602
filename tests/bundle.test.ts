import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtClusto } from './support/built-clusto.ts';
import { CliHome, type CliResult, type SpawnOptions } from './support/run-cli.ts';

let program: string;
let home: CliHome;

beforeAll(async () => {
  program = join(await builtClusto(), 'dist/cli.js');
  home = await CliHome.create();
}, 60_000);
afterAll(() => home[Symbol.asyncDispose]());

const clusto = async (args: readonly string[], options: SpawnOptions = {}): Promise<CliResult> => {
  const result = await home.spawn(args, { ...options, program });
  expect(result, args.join(' ')).toMatchObject({ status: 0 });
  return result;
};

/** Tells on stderr what a process has loaded: modules of Node.js, and files. */
const loadedModules = `
  import { registerHooks } from 'node:module';
  const before = new Set(process.moduleLoadList);
  const files = [];
  registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
  process.on('exit', () => {
    const modules = process.moduleLoadList.filter((name) => !before.has(name));
    console.error(JSON.stringify({ files: files.filter((url) => url.startsWith('file:')), modules }));
  });`;

test('the program as it is published does what its sources do', async () => {
  await clusto(['demo']);
  expect((await clusto(['info', 's0001'])).stdout).toContain('s0001');
  await clusto(['attr', 'set', '--secret', 's0001', 'console.password'], { input: 'geheim\n' });
  expect((await clusto(['attr', 'show', 's0001', '--reveal'])).stdout).toContain('geheim');
  await clusto(['backup', 'clusto.backup']);
  await clusto(['restore', 'clusto.backup', '--dsn', 'sqlite:restored.db']);
  const counted = (result: CliResult): unknown => (JSON.parse(result.stdout) as { types: unknown }).types;
  expect(counted(await clusto(['info', '--json', '--dsn', 'sqlite:restored.db']))).toEqual(
    counted(await clusto(['info', '--json'])),
  );
});

test('a start loads few files, and nothing that Node.js is slow to load', async () => {
  await writeFile(home.path('loaded.mjs'), loadedModules);
  const env = { NODE_OPTIONS: `--import=${home.path('loaded.mjs')}` };
  const { stderr } = await clusto(['info', 's0001'], { env });
  const { files, modules } = JSON.parse(stderr) as { files: string[]; modules: string[] };
  expect(files.length).toBeLessThanOrEqual(16);
  for (const slow of ['child_process', 'crypto', 'dgram', 'http', 'readline', 'tls', 'zlib'])
    expect(modules).not.toContain(`NativeModule ${slow}`);
});
