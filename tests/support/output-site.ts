import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { BasicNetworkSwitch } from '../../packages/clusto/src/drivers/devices/basic-network-switch.ts';
import type { Device } from '../../packages/clusto/src/drivers/devices/device.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicDatacenter } from '../../packages/clusto/src/drivers/locations/basic-datacenter.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { DatabaseKind } from './databases.ts';

/** An inventory whose hosts have what outputs look at. */
export interface OutputSite extends AsyncDisposable {
  readonly clusto: Clusto;
  readonly dsn: string;
}

async function createServer(clusto: Clusto, name: string, ...ips: readonly string[]): Promise<PenguinServer> {
  const server = await clusto.create(PenguinServer, name);
  for (const ip of ips) await server.addIp(ip);
  return server;
}

/** Puts an address on an interface with a MAC address. */
async function plug(device: Device, ip: string, name: string, port: number, mac: string): Promise<void> {
  await device.bindIpToOsPort(ip, name, { portType: 'nic-eth', portNum: port });
  await device.setPortAttr('nic-eth', port, 'mac', mac);
}

/**
 * Servers web1 and web2 in the pool `web-servers`, which is in `production`, db1 in none; all in the rack `r-1` of the
 * datacenter dc1. The subnets are 10.0.0.0/24, 10.1.0.0/26 and 2001:db8::/64, the domain example.com.
 */
export async function fillOutputSite(clusto: Clusto): Promise<void> {
  await clusto.transaction(async () => {
    await clusto.create(IPManager, 'servers', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.1' });
    await clusto.create(IPManager, 'management', { baseip: '10.1.0.0', netmask: '26' });
    await clusto.create(IPManager, 'servers6', { baseip: '2001:db8::', netmask: '64' });
    const datacenter = await clusto.create(BasicDatacenter, 'dc1');
    await datacenter.setAttr({ key: 'dns', subkey: 'domain', value: 'example.com' });
    await datacenter.setAttr({ key: 'ntp', subkey: 'server', value: 'ntp.dc1' });
    for (const key of ['dhcp', 'dhcp6']) await datacenter.setAttr({ key, subkey: 'enabled', value: true });
    const rack = await clusto.create(BasicRack, 'r-1');
    await datacenter.insert(rack);
    const production = await clusto.create(Pool, 'production');
    await production.setAttr({ key: 'ntp', subkey: 'server', value: 'ntp.production' });
    await production.setAttr({ key: 'ssh', subkey: 'user', value: 'root' });
    const web = await clusto.create(Pool, 'web-servers');
    await web.setAttr({ key: 'ntp', subkey: 'server', value: 'ntp.web' });
    await production.insert(web);

    const web1 = await createServer(clusto, 'web1', '10.0.0.11', '2001:db8::11', '10.1.0.11');
    await plug(web1, '10.0.0.11', 'eth0', 1, '02:00:00:00:00:11');
    await plug(web1, '10.1.0.11', 'eth1', 2, '02:00:00:00:01:11');
    await (await clusto.getIpManager('10.1.0.11')).setResourceAttr(web1, '10.1.0.11', 'dns', 'web1-mgmt');
    await web1.setAttr({ key: 'system', subkey: 'memory', value: 16_384 });
    await web1.setAttr({ key: 'password', value: 'env:WEB1_PASSWORD' });
    await web1.setAttr({ key: 'motd', value: '{{ lookup("pipe", "id") }}' });
    await web1.setAttr({ key: 'dns', subkey: 'alias', value: 'www' });
    const web2 = await createServer(clusto, 'web2', '10.0.0.12', '2001:db8::12');
    await plug(web2, '10.0.0.12', 'eth0', 1, '02:00:00:00:00:12');
    await web2.addFqdn('Front.example.com');
    await web2.addFqdn('web2.example.com');
    await web2.setAttr({ key: 'ssh', subkey: 'user', value: 'deploy' });
    const db1 = await createServer(clusto, 'db_1', '10.0.0.20');
    await plug(db1, '10.0.0.20', 'eth0', 1, '02:00:00:00:00:20');
    for (const [unit, server] of [web1, web2, db1].entries()) await rack.insert(server, unit + 1);
    await web.insert(web1);
    await web.insert(web2);
    await clusto.create(BasicNetworkSwitch, 'sw1');
  });
}

export async function openOutputSite(kind: DatabaseKind): Promise<OutputSite> {
  const database = await kind.create();
  const parts = { dsn: database.dsn, drivers: builtInDrivers, actor: 'tester', source: 'test' } as const;
  const clusto = new Clusto(await openParts({ ...parts, durability: 'off' }));
  await fillOutputSite(clusto);
  return {
    clusto,
    dsn: database.dsn,
    [Symbol.asyncDispose]: async () => {
      await clusto.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The text of an output as a whole. */
export const textOf = ({ pieces }: { readonly pieces: Iterable<string> }): string => [...pieces].join('');
