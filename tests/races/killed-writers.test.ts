import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { builtClusto } from '../support/built-clusto.ts';
import { databases } from '../support/databases.ts';
import { expectIntegrity } from '../support/race-integrity.ts';
import { openInventory } from '../support/race-inventory.ts';

const kills = 50;
const script = join(import.meta.dirname, '../support/race-victim.ts');

/** Lets a process write until it has reported `most` servers, then kills it at once. @returns what it reported */
async function killAfter(most: number, dsn: string, round: number): Promise<string[]> {
  const child = fork(script, [await builtClusto(), dsn, String(round)], { execArgv: [] });
  const acknowledged: string[] = [];
  child.on('message', (name) => {
    acknowledged.push(String(name));
    if (acknowledged.length === most) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

describe.each(databases)('a writer that is killed on $name', ({ create }) => {
  test(`${kills} times loses nothing that was acknowledged and leaves nothing half done`, async () => {
    await using database = await create();
    await using clusto = await openInventory(database.dsn);
    await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.255.0.0' });
    const pool = await clusto.create(Pool, 'pool');
    for (let round = 0; round < kills; round += 1) {
      // a different point of the writing each time; the victim goes on between the report and the signal
      const acknowledged = await killAfter(1 + (round % 9), database.dsn, round);
      for (const [index, name] of acknowledged.entries()) {
        const [server] = await clusto.getByNames([name]);
        // every third write deletes the server before the last, which may or may not have been acknowledged
        if (server === null && index % 3 === 0) continue;
        expect(server).toBeInstanceOf(PenguinServer);
      }
    }
    const servers = await clusto.getEntities({ clustoTypes: [PenguinServer] });
    for (const server of servers) {
      expect(await (server as PenguinServer).getIps()).toHaveLength(1);
      expect(await server.hasAttr({ key: 'system', subkey: 'memory' })).toBe(true);
    }
    expect((await pool.contents()).length).toBe(servers.length);
    await expectIntegrity(database.dsn);
  });
});
