import { expect, test } from 'vitest';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { databases } from '../support/databases.ts';
import { buildDiscoveryRack } from '../support/discovery-rack.ts';
import { expectIntegrity } from '../support/race-integrity.ts';
import { openInventory } from '../support/race-inventory.ts';
import { Race } from '../support/race-processes.ts';

const ports = Array.from({ length: 20 }, (_, index) => index + 1);

test.each(databases)(
  'processes that hear the same traps at once make one server for each port on $name',
  { timeout: 30_000 },
  async ({ create }) => {
    await using database = await create();
    await using clusto = await openInventory(database.dsn, { durability: 'off' });
    const device = await buildDiscoveryRack(clusto);
    const before = await clusto.version();
    using race = new Race('traps', database.dsn, 3);
    const results = await race.run();
    expect(results.flatMap(({ refused }) => refused)).toEqual([]);
    const answers = results.flatMap(({ got }) => got);
    expect(answers.filter((answer) => answer.startsWith('created '))).toHaveLength(ports.length);
    expect(answers.filter((answer) => answer.startsWith('known '))).toHaveLength(2 * ports.length);
    const servers = await clusto.getEntities({ clustoTypes: ['server'] });
    expect([servers.length, await clusto.version()]).toEqual([ports.length, before + ports.length]);
    for (const port of ports) {
      const server = await device.getConnected('nic-eth', port);
      expect(server === null ? null : (await BasicRack.getRackAndU(server))?.RU).toEqual([port]);
    }
    await expectIntegrity(database.dsn);
  },
);
