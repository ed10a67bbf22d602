// A process that is killed while it writes: `race-victim.ts DSN ROUND`. Reports the name of each server once the
// transaction that made it is acknowledged.
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { openInventory } from './race-inventory.ts';

const [dsn = '', round] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
const clusto = await openInventory(dsn);
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
