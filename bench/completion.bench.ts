import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './bench.ts';
import { fillWithServers } from './many-servers.ts';
import { compare } from './measure.ts';

const main = join(import.meta.dirname, '../packages/clusto/src/cli/main.ts');
const run = promisify(execFile);

/** How long a tabulator takes among 100,000 servers, beside the start of an empty Node.js. */
export const completion: Bench = async ({ clusto, raw, database, isQuick }) => {
  const servers = isQuick ? 1000 : 100_000;
  await fillWithServers(clusto, raw, servers);
  const address = clusto.dsn;
  const start = (...args: string[]): Promise<unknown> =>
    run(process.execPath, ['--conditions=clusto-dev', ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/clusto-compile') },
    });
  const complete = (line: string) => () => start(main, '__complete', 'bash', '', `clusto --dsn ${address} ${line}`);
  const times = isQuick ? 1 : 5;
  const empty = () => start('--eval', '0');
  return [
    await compare(
      { name: `completion of a name (${servers})`, database, limit: 4 },
      times,
      complete('info server'),
      empty,
    ),
    await compare(
      { name: `completion of a driver (${servers})`, database, limit: 4 },
      times,
      complete('list --driver '),
      empty,
    ),
  ];
};
