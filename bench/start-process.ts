import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'packages/clusto');
const run = promisify(execFile);
// what was compiled once is not compiled again
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/clusto-compile') };

const startNode = (...args: readonly string[]): Promise<unknown> =>
  run(process.execPath, args, { env, maxBuffer: 2 ** 26 });

/** An empty script: what every program on Node.js waits for. */
export const startEmpty = (): Promise<unknown> => startNode('--eval', '0');

export type StartClusto = (...args: readonly string[]) => Promise<unknown>;

/**
 * A way to run the program from its start to its end, as users have it: bundled. From its source, which needs no bundle, it takes
 * twice as long to start.
 */
export async function clustoStarter(from: 'bundle' | 'source'): Promise<StartClusto> {
  if (from === 'source')
    return (...args) => startNode('--conditions=clusto-dev', join(folder, 'src/cli/main.ts'), ...args);
  await run(join(root, 'node_modules/.bin/tsdown'), [], { cwd: folder });
  return (...args) => startNode(join(folder, 'bin/clusto.js'), ...args);
}
