// One process of a race: `race-worker.ts TASK DSN NUMBER`. Says that it is ready, begins when it is told to, sends its result.
import { once } from 'node:events';
import { openInventory } from './race-inventory.ts';
import { tasks } from './race-tasks.ts';

const [task, dsn = '', number] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
// what the disk does is not what races are about, and waiting for it is most of the time
await using clusto = await openInventory(dsn, { durability: 'off' });
process.send?.('ready');
await once(process, 'message');
process.send?.(await tasks[task as keyof typeof tasks](clusto, Number(number)));
process.disconnect();
