import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BasicServer } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { compare } from './measure.ts';

const main = join(import.meta.dirname, '../packages/clusto/src/cli/main.ts');
const run = promisify(execFile);
const open = Number.MAX_SAFE_INTEGER;

/** How long a tabulator takes among 100,000 servers, beside the start of an empty Node.js. */
export const completion: Bench = async ({ clusto, raw, database, isQuick }) => {
  const servers = isQuick ? 1000 : 100_000;
  const first = await clusto.create(BasicServer, 'first');
  const version = await clusto.version();
  const numbers = `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${servers})`;
  await raw.run(`insert into entities (id, from_version) ${numbers} select ${first.id} + n, ${version} from numbers`);
  await raw.run(`insert into entity_states (entity_id, name, type, driver, from_version, to_version)
    ${numbers} select ${first.id} + n, 'server' || (1000000 + n), 'server', 'basicserver', ${version}, ${open} from numbers`);
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
