import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createDemo } from '../../packages/clusto/src/operations/demo/create-demo.ts';
import { databases } from '../support/databases.ts';
import { useHttpService } from '../support/http-service.ts';

const { start } = useHttpService(databases[0]!);
const page = join(import.meta.dirname, '../../docs/http.md');
const timeout = 60_000;

/** The blocks of a page that are for a shell, without what starts the server. */
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block.replaceAll(/^clusto httpd.*\n/gm, ''));

test('the requests that docs/http.md shows work in the demonstration, one after the other', { timeout }, async () => {
  const { url, inventory } = await start();
  await createDemo(inventory);
  const blocks = blocksOf(await readFile(page, 'utf8'));
  expect(blocks.length).toBeGreaterThan(4);
  const home = await mkdtemp(join(tmpdir(), 'clusto-curl-'));
  try {
    // what is refused ends the block
    await writeFile(join(home, '.curlrc'), 'fail-with-body\n');
    for (const block of blocks) {
      expect(block).toContain('http://127.0.0.1:9840/');
      const script = `set -e\n${block.replaceAll('http://127.0.0.1:9840', url)}`;
      const run = promisify(execFile)('bash', ['-c', script], { env: { PATH: process.env['PATH'], CURL_HOME: home } });
      const { stdout } = await run.catch((error: Error & { stdout: string }) => {
        throw new Error(`${block}${error.stdout}`, { cause: error });
      });
      expect(stdout, block).toMatch(/^[{[]/);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
