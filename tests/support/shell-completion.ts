import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliHome } from './run-cli.ts';
import { onTerminal } from './terminal-session.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');

/** Completes as clusto does, and otherwise says which words it was given. */
const program = `#!/bin/sh
case $1 in
__complete | completion) exec '${process.execPath}' --conditions=clusto-dev '${main}' "$@" ;;
*) printf '<%s>' done: "$@"; echo ;;
esac
`;

/** A home with some names, and a program `clusto` in it. */
export async function completionHome(): Promise<CliHome> {
  const home = await CliHome.create();
  await home.run(['init']);
  for (const name of ['web server', 'a:b', 'only-one']) await home.run(['create', 'entity', name]);
  await home.run(['pool', 'create', 'production']);
  await writeFile(home.path('clusto'), program);
  await chmod(home.path('clusto'), 0o755);
  return home;
}

/** Lines that are typed up to the tabulator, each with the words that clusto is to be given. */
export const completedLines: Readonly<Record<string, string>> = {
  'clusto inf': '<info>',
  'clusto list --driver pengu': '<list><--driver><penguinserver>',
  'clusto list --pool=prod': '<list><--pool=production>',
  'clusto info web': '<info><web server>',
  'clusto info "web': '<info><web server>',
  'clusto info a:': '<info><a:b>',
  'clusto info onl': '<info><only-one>',
};

/** What clusto is given when each of the lines is typed into a shell with a tabulator at its end. */
export async function givenWords(home: CliHome, command: readonly string[], prompt: string): Promise<string[]> {
  const { output } = await onTerminal(command, {
    env: { HOME: home.folder, INPUTRC: '/dev/null' },
    typed: [...Object.keys(completedLines).map((line) => `${line}\t\n`), 'exit\n'].map((keys) => ({
      after: prompt,
      keys,
    })),
  });
  return Array.from(output.replaceAll('\r', '').matchAll(/<done:>(.*)/g), ([, words]) => words ?? '');
}
