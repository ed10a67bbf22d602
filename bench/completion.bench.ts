import type { Bench } from './bench.ts';
import { fillWithServers } from './many-servers.ts';
import { compare } from './measure.ts';
import { clustoStarter, startEmpty } from './start-process.ts';

/** How long a tabulator takes among 100,000 servers, beside the start of an empty Node.js. */
export const completion: Bench = async ({ clusto, raw, database, isQuick }) => {
  const servers = isQuick ? 1000 : 100_000;
  await fillWithServers(clusto, raw, servers);
  const startClusto = await clustoStarter(isQuick ? 'source' : 'bundle');
  const complete = (line: string) => () => startClusto('__complete', 'bash', '', `clusto --dsn ${clusto.dsn} ${line}`);
  const limit = database === 'sqlite' ? 3 : 4;
  const times = isQuick ? 1 : 5;
  return [
    await compare(
      { name: `completion of a name (${servers})`, database, limit },
      times,
      complete('info server'),
      startEmpty,
    ),
    await compare(
      { name: `completion of a driver (${servers})`, database, limit },
      times,
      complete('list --driver '),
      startEmpty,
    ),
  ];
};
