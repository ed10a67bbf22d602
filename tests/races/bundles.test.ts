import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BasicNetworkSwitch } from '../../packages/clusto/src/drivers/devices/basic-network-switch.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { expectIntegrity } from '../support/race-integrity.ts';
import { openInventory } from '../support/race-inventory.ts';
import { Race } from '../support/race-processes.ts';

const contenders = 4;
/** Room for 26 bundles of two servers, the last one across both racks: fewer than are asked for. */
const racks = { r1: 33, r2: 23 };

describe.each(databases)(`${contenders} processes that allocate bundles on $name`, ({ create }) => {
  let database: TestDatabase;
  let clusto: Clusto;

  beforeEach(async () => {
    database = await create();
    clusto = await openInventory(database.dsn, { durability: 'off' });
  });
  afterEach(async () => {
    await clusto.close();
    await database[Symbol.asyncDispose]();
  });

  test(
    'get whole ones and different ones until there is no room, and one for each key',
    { timeout: 30_000 },
    async () => {
      await clusto.transaction(async () => {
        await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '24' });
        await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 3 });
        for (const [name, maxu] of Object.entries(racks)) {
          const rack = await clusto.create(BasicRack, name, { maxu });
          for (const unit of [1, 2])
            await rack.insert(await clusto.create(BasicNetworkSwitch, `${name}-switch${unit}`), unit);
        }
      });
      const before = await clusto.version();
      using race = new Race('bundles', database.dsn, contenders);
      const results = await race.run();
      const answers = results.flatMap(({ got }) => got);
      const byKey = Map.groupBy(answers, (answer) => answer.split(' ')[0]);
      for (const [key, all] of byKey) expect(new Set(all).size, key).toBe(1);
      expect(byKey.get('all-0')).toHaveLength(contenders);
      expect(new Set(results.flatMap(({ refused }) => refused))).toEqual(new Set(['ALLOCATION_SHORT']));
      const bundles = [...new Set(answers)].map((answer) => answer.split(' ').slice(1));
      expect(bundles).toHaveLength(26);
      expect(await clusto.version()).toBe(before + bundles.length);
      const servers = (await clusto.getEntities({ clustoDrivers: [PenguinServer] })) as PenguinServer[];
      expect(servers.map(({ name }) => name).sort()).toEqual(bundles.flat().sort());
      const details = await Promise.all(
        servers.map(async (server) => {
          const place = await BasicRack.getRackAndU(server);
          const far = await server.attrValue({ key: 'port-nic-eth', number: 1, subkey: 'otherportnum' });
          const port = `${String(await server.getConnected('nic-eth', 1))}/${String(far)}`;
          return { unit: `${place?.rack.name}/${place?.RU.join()}`, port, ips: (await server.getIps()).join() };
        }),
      );
      for (const part of ['unit', 'port', 'ips'] as const)
        expect(new Set(details.map((detail) => detail[part])).size, part).toBe(servers.length);
      await expectIntegrity(database.dsn);
    },
  );
});
