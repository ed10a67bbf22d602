import { describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { useInventory } from '../../../../tests/support/open-inventory.ts';
import { builtInDrivers } from '../drivers/built-in-drivers.ts';
import { BasicNetworkSwitch } from '../drivers/devices/basic-network-switch.ts';
import { PenguinServer } from '../drivers/devices/penguin-server.ts';
import { APCRack } from '../drivers/locations/apc-rack.ts';
import { Pool } from '../drivers/pools/pool.ts';
import { IPManager } from '../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../drivers/resources/simple-entity-name-manager.ts';
import { openParts } from '../inventory/open.ts';
import { Clusto } from './clusto.ts';

describe.each(databases)('Clusto on $name', (kind) => {
  const inventory = useInventory(kind, builtInDrivers);
  const open = async (): Promise<Clusto> =>
    new Clusto(await openParts({ dsn: inventory.dsn, drivers: builtInDrivers, actor: 'tester', source: 'test' }));

  test('finds managers, devices and members, in the present and in the past', async () => {
    await using clusto = await open();
    const subnet = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '24' });
    await clusto.create(IPManager, 'all', { baseip: '10.0.0.0', netmask: '8' });
    const [server, pool, site] = [
      await clusto.create(PenguinServer, 's1'),
      await clusto.create(Pool, 'pool'),
      await clusto.create(Pool, 'site'),
    ];
    await server.addIp('10.0.0.5');
    await pool.insert(server);
    await site.insert(pool);
    expect((await clusto.getIpManager('10.0.0.5')).name).toBe('subnet');
    expect((await clusto.getIpManagers('10.0.0.5')).map(({ name }) => name)).toEqual(['subnet', 'all']);
    expect((await clusto.getDevices('10.0.0.5')).map(({ name }) => name)).toEqual(['s1']);
    expect((await clusto.getFromPools(['pool', site])).map(({ name }) => name)).toEqual(['s1']);
    expect((await clusto.getFromEntities(['site'], { searchChildren: false })).map(({ name }) => name)).toEqual([
      'pool',
    ]);
    await expect(clusto.getFactory(await clusto.create(APCRack, 'rack'))).rejects.toMatchObject({
      code: 'FACTORY_UNKNOWN',
    });
    const before = await clusto.version();
    await subnet.delete();
    expect((await clusto.getIpManager('10.0.0.5')).name).toBe('all');
    expect(await clusto.getDevices('10.0.0.5')).toEqual([]);
    const then = clusto.at(before);
    expect((await then.getIpManager('10.0.0.5')).name).toBe('subnet');
    expect((await then.getDevices('10.0.0.5')).map(({ name }) => name)).toEqual(['s1']);
  });

  test('takes a server from its name to its address', async () => {
    await using clusto = await open();
    const names = await clusto.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4 });
    const ipman = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.1', netmask: '255.255.0.0' });
    const rack = await clusto.create(APCRack, 'rack');
    const [first, second] = [await names.allocate(PenguinServer), await names.allocate(PenguinServer)];
    await rack.insert(first, 12);
    await expect(rack.insert(second, 12)).rejects.toMatchObject({ code: 'RACK_UNIT_TAKEN' });
    const network = await clusto.create(BasicNetworkSwitch, 'switch');
    await first.connectPorts('nic-eth', 1, network, 7);
    await first.bindIpToOsPort('10.0.0.2', 'eth0', { ipman, portType: 'nic-eth', portNum: 1 });
    await second.addIp(undefined, ipman);
    await second.addIp(undefined, ipman);
    expect(await second.getIps()).toEqual(['10.0.0.1', '10.0.0.3']);
    expect((await clusto.getByAttr({ key: 'ip', subkey: 'ipstring', value: '10.0.0.2' })).map(String)).toEqual([
      'PenguinServer(name=s0000, type=server, driver=penguinserver)',
    ]);
    expect((await clusto.get('10.0.0.3')).map(({ name }) => name)).toEqual(['s0001']);
  });
});
