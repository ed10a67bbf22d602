import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';
import { type CliHome } from '../support/run-cli.ts';
import { completedLines, completionHome, givenWords } from '../support/shell-completion.ts';

describe.skipIf(lacksPackages('shells'))('completion', () => {
  let home: CliHome;
  beforeAll(async () => {
    home = await completionHome();
  });
  afterAll(() => home[Symbol.asyncDispose]());

  test('of zsh', async () => {
    const settings = `PS1='ready> '; PATH=${home.folder}:$PATH
unsetopt prompt_cr prompt_sp; autoload -Uz compinit; compinit -u -D
source <(clusto completion zsh)\n`;
    await writeFile(home.path('.zshrc'), settings);
    expect(await givenWords(home, ['zsh', '-i'], 'ready> ')).toEqual(Object.values(completedLines));
  });

  test('of fish', async () => {
    await mkdir(home.path('.config/fish'), { recursive: true });
    // without it fish reads all manual pages in the background when it starts for the first time
    await mkdir(home.path('.local/share/fish/generated_completions'), { recursive: true });
    const settings = `set fish_greeting; set -x PATH ${home.folder} $PATH
function fish_prompt; echo 'ready> '; end
clusto completion fish | source\n`;
    await writeFile(home.path('.config/fish/config.fish'), settings);
    expect(await givenWords(home, ['fish', '-i'], 'ready> ')).toEqual(Object.values(completedLines));
  });
});
