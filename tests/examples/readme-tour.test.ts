import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lineWords } from '../../packages/clusto/src/cli/completion/line-words.ts';
import { CliHome } from '../support/run-cli.ts';
import { repository } from './run-process.ts';

/** What asks when a person runs it. */
const asking = new Set(['attr', 'undo', 'apply']);
/** What needs a database of the Python program, and has tests of its own. */
const elsewhere = 'clusto import clusto ';

test('every command of the tour in the README works, in its order', async () => {
  const page = await readFile(join(repository, 'README.md'), 'utf8');
  const [, tour = ''] = /^```sh\n(clusto demo [^]*?)^```$/m.exec(page) ?? [];
  const commands = tour.split(/\n|; /).filter((line) => line.startsWith('clusto ') && !line.startsWith(elsewhere));
  expect(commands.length).toBeGreaterThan(15);
  await using home = await CliHome.create();
  await writeFile(home.path('servers.csv'), 'name,system.memory,in\na1,1024,webservers\n');
  for (const command of commands) {
    const [, ...words] = lineWords(command.replace(/ +# .*/, '').trim()).words;
    const args = words.map((word) => (/^[\w-]+\.(?:yaml|csv|gz)$/.test(word) ? home.path(word) : word));
    const into = args.indexOf('>');
    const given = into < 0 ? args : args.slice(0, into);
    const { status, stdout, stderr } = await home.run([...given, ...(asking.has(given[0] ?? '') ? ['--yes'] : [])]);
    expect({ command, status, stderr }).toMatchObject({ command, status: 0 });
    if (into >= 0) await writeFile(args[into + 1] as string, stdout);
  }
});
