import { expect, test } from 'vitest';
import { discoverServer } from '../../packages/clusto/src/operations/discovery/discover-server.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { buildDiscoveryRack, switchAddress } from '../support/discovery-rack.ts';
import { CliHome } from '../support/run-cli.ts';

test('drift is listed, rehearsed, accepted and dismissed', async () => {
  await using home = await CliHome.create();
  await home.run(['init']);
  {
    const common = { drivers: builtInDrivers, actor: 'switch', source: 'test', durability: 'off' } as const;
    await using clusto = new Clusto(
      await openParts({ dsn: `sqlite:${home.path('.local/share/clusto/clusto.db')}`, ...common }),
    );
    await buildDiscoveryRack(clusto);
    const learned = { kind: 'mac', operation: 'learned', mac: '00:1b:21:00:00:01', port: 7 } as const;
    for (const vlan of [442, 5])
      await discoverServer(clusto, { source: switchAddress, events: [{ ...learned, vlan }] });
  }
  const { stdout } = await home.run(['drift']);
  expect(stdout).toMatch(/^SINCE +ENTITY +ATTRIBUTE +INTENDED +OBSERVED +KIND +SOURCE\n/);
  expect(stdout).toMatch(/ r1-sw1 +port-nic-eth 7 vlan +442 +5 +attribute +snmp r1-sw1\n$/);
  expect(await home.json('drift', 's0001')).toEqual([]);
  const dry = await home.run(['drift', 'accept', 'r1-sw1', '--dry-run']);
  expect([dry.status, dry.stderr]).toEqual([0, 'dry run: nothing was changed\n']);
  expect(await home.json('drift', 'dismiss', '--query', 'name = r1-sw1')).toHaveLength(1);
  expect([await home.json('drift'), await home.json('drift', 'accept', 'r1-sw1')]).toEqual([
    [],
    { accepted: [], left: [] },
  ]);
  expect(await home.json('drift', '--dismissed')).toMatchObject([{ observed: '5' }]);
  expect((await home.run(['drift', 'list', '--dismissed', '--csv'])).stdout).toMatch(
    /^since,entity,attribute,intended,/,
  );
});
