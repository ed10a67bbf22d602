import type { Bench } from './bench.ts';
import { fillWithServers } from './many-servers.ts';
import { compare, type Row } from './measure.ts';
import { clustoStarter, startEmpty } from './start-process.ts';

/** Commands that people type most, with little to do: what is left is their start. */
const commands = [
  ['info', 'server1000001'],
  ['attr', 'show', 'server1000001'],
  ['list', '--type', 'server'],
  ['pool', 'show', 'pool1'],
  ['query', 'name = server1000001'],
];

/** How long a command takes from its start to its end, beside an empty Node.js. */
export const starting: Bench = async ({ clusto, raw, database, isQuick }) => {
  await fillWithServers(clusto, raw, 10);
  const startClusto = await clustoStarter(isQuick ? 'source' : 'bundle');
  const rows: Row[] = [];
  for (const command of isQuick ? commands.slice(0, 1) : commands) {
    const [verb] = command;
    const name = `start of clusto ${verb === 'attr' || verb === 'pool' ? `${verb} show` : verb}`;
    const limit = database === 'sqlite' && !isQuick ? { limit: verb === 'info' ? 2.5 : 3 } : {};
    rows.push(
      await compare(
        { name, database, ...limit },
        isQuick ? 1 : 15,
        () => startClusto('--dsn', clusto.dsn, ...command),
        startEmpty,
      ),
    );
  }
  return rows;
};
