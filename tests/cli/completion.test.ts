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
