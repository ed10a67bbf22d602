// A process that is killed while it writes: `race-victim.ts PACKAGE DSN ROUND`, with the package of clusto as it is built.
// Reports the name of each server once the transaction that made it is acknowledged.
import { join } from 'node:path';
import type * as Library from 'clusto';
import type * as Drivers from 'clusto/drivers';

const [built = '', dsn = '', round] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
const { connect } = (await import(join(built, 'dist/index.js'))) as typeof Library;
const { IPManager, PenguinServer, Pool } = (await import(join(built, 'dist/drivers.js'))) as typeof Drivers;
const clusto = await connect({ dsn, plugins: [], durability: 'full' });
const subnet = await clusto.getByName('subnet', IPManager);
const pool = await clusto.getByName('pool', Pool);
for (let index = 0; ; index += 1) {
  const name = `server-${round}-${index}`;
  await clusto.transaction(async () => {
    const server = await clusto.create(PenguinServer, name);
    await server.addIp({ ipman: subnet });
    await server.setAttr({ key: 'system', subkey: 'memory', value: index });
    await pool.insert(server);
  });
  process.send?.(name);
  if (index % 3 === 2) await clusto.delete(`server-${round}-${index - 2}`);
}
