import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliHome } from '../support/run-cli.ts';
import { completedLines, completionHome, givenWords } from '../support/shell-completion.ts';

let home: CliHome;

beforeAll(async () => {
  home = await completionHome();
});
afterAll(() => home[Symbol.asyncDispose]());

test('bash completes what is typed, quoted as it began', async () => {
  await writeFile(home.path('rc'), `PS1='ready> '; PATH=${home.folder}:$PATH\nsource <(clusto completion bash)\n`);
  const bash = ['bash', '--noprofile', '--rcfile', home.path('rc'), '-i'];
  expect(await givenWords(home, bash, 'ready> ')).toEqual(Object.values(completedLines));
});

test('what goes wrong is not told, and nothing is made', async () => {
  for (const args of [
    ['bash', 'x', 'clusto --dsn nonsense info x'],
    ['fish', 'clusto', '--dsn', 'postgres://nobody@127.0.0.1:1/none', 'info', 'x'],
    ['zsh', 'clusto', '--config', '/no/such/file', 'info', 'x'],
  ])
    expect(await home.spawn(['__complete', ...args])).toEqual({ status: 0, stdout: '', stderr: '' });
});

/** Tells on stderr of which rooms of clusto a process has loaded something. */
const loadedRooms = `
  import { registerHooks } from 'node:module';
  const files = [];
  registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
  process.on('exit', () => {
    const rooms = files.map((url) => /clusto\\/src\\/(\\w+)\\//.exec(url)?.[1] ?? url);
    console.error(JSON.stringify([...new Set(rooms)]));
  });`;

test('a tabulator loads nothing of the commands', async () => {
  await writeFile(home.path('loaded.mjs'), loadedRooms);
  const env = { NODE_OPTIONS: `--import=${home.path('loaded.mjs')}` };
  const { stdout, stderr } = await home.spawn(['__complete', 'fish', 'clusto', 'info', ''], { env });
  expect(stdout).not.toBe('');
  const completed = JSON.parse(stderr) as string[];
  expect(completed).toContain('store');
  for (const room of ['inventory', 'drivers', 'operations']) expect(completed).not.toContain(room);
});

test('scripts are printed for the shells that are known', async () => {
  expect(await home.run(['completion', 'fish'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('complete -c clusto'),
  });
  expect(await home.run(['completion', 'tcsh'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('bash, zsh, fish'),
  });
});
