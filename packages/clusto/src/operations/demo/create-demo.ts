import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { APCRack } from '../../drivers/locations/apc-rack.ts';
import { EquinixDatacenter } from '../../drivers/locations/equinix-datacenter.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { UniquePool } from '../../drivers/pools/unique-pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { DemoRackFactory, serversOfRack } from './demo-rack-factory.ts';

/** What the demonstration tells of itself. */
export interface Demo {
  /** False when it was there already, and nothing was done. */
  readonly isNew: boolean;
  readonly datacenter: string;
  readonly rack: string;
  readonly server: string;
  readonly servers: number;
  /** The version of the inventory with it. */
  readonly version: number;
}

const datacenterName = 'eqix-sv3';
const rackNames = ['sv3-001', 'sv3-002', 'sv3-003'] as const;
const firstServer = 's0000';
const note = 'Demonstration of clusto';

interface Shared {
  readonly datacenter: Driver;
  readonly names: SimpleEntityNameManager;
  readonly addresses: IPManager;
  /** Each server joins the pools at its place in the rack. */
  readonly poolsOf: (place: number) => readonly Driver[];
}

async function createPools(inventory: Clusto): Promise<Shared['poolsOf']> {
  const production = await inventory.create(UniquePool, 'production');
  const staging = await inventory.create(UniquePool, 'staging');
  const web = await inventory.create(Pool, 'webservers');
  const databases = await inventory.create(Pool, 'databases');
  await production.setAttr({ key: 'ntp', subkey: 'server', value: 'ntp.example.com' });
  await web.setAttr({ key: 'monitoring', subkey: 'http', value: true });
  return (place) => [place <= serversOfRack - 3 ? production : staging, place % 3 === 0 ? databases : web];
}

async function createShared(inventory: Clusto): Promise<Shared> {
  const datacenter = await inventory.create(EquinixDatacenter, datacenterName);
  await datacenter.setAttr({ key: 'description', value: note });
  await datacenter.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
  const names = await inventory.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4 });
  const addresses = await inventory.create(IPManager, 'subnet-dmz', {
    baseip: '192.168.20.0',
    netmask: '255.255.252.0',
    gateway: '192.168.20.1',
  });
  return { datacenter, names, addresses, poolsOf: await createPools(inventory) };
}

async function createServer(
  factory: DemoRackFactory,
  place: number,
  { names, addresses, poolsOf }: Shared,
): Promise<void> {
  const server = await names.allocate(PenguinServer);
  await factory.addServer(server, place);
  const address = await addresses.allocate(server);
  await server.bindIpToOsPort(Number(address.value), 'eth0', { portType: 'nic-eth', portNum: 1 });
  const mac = server.id.toString(16).padStart(4, '0');
  await server.setPortAttr('nic-eth', 1, 'mac', `02:00:5e:00:${mac.slice(-4, -2)}:${mac.slice(-2)}`);
  await server.setAttr({ key: 'system', subkey: 'memory', value: place % 3 === 0 ? 65_536 : 16_384 });
  await server.setAttr({ key: 'system', subkey: 'disk', value: place % 3 === 0 ? 4000 : 500 });
  await server.setAttr({ key: 'system', subkey: 'cpucount', value: 8 });
  for (const pool of poolsOf(place)) await pool.insert(server);
}

/**
 * Fills an inventory with a datacenter of three racks, 36 servers, cabled, addressed and pooled, as one version. Where it
 * is there already nothing happens.
 * @param progress takes a line for each thing that is done
 * @throws NAME_TAKEN when something else has one of its names; then nothing is changed
 */
export async function createDemo(inventory: Clusto, progress: (line: string) => void = () => {}): Promise<Demo> {
  const about = {
    datacenter: datacenterName,
    rack: rackNames[0],
    server: firstServer,
    servers: rackNames.length * serversOfRack,
  };
  const [present] = await inventory.getByNames([datacenterName]);
  if (present && (await present.hasAttr({ key: 'description', value: note })))
    return { ...about, isNew: false, version: await inventory.version() };
  await inventory.transaction({ message: note }, async () => {
    const shared = await createShared(inventory);
    progress(`datacenter ${datacenterName}, subnet 192.168.20.0/22, pools production, staging, webservers, databases`);
    for (const name of rackNames) {
      const rack = await inventory.create(APCRack, name);
      const factory = new DemoRackFactory(inventory, rack, { datacenter: shared.datacenter });
      await factory.connectPorts();
      for (let place = 1; place <= serversOfRack; place += 1) await createServer(factory, place, shared);
      progress(`rack ${name}: switch, console server, power strip, ${serversOfRack} servers cabled and addressed`);
    }
  });
  return { ...about, isNew: true, version: await inventory.version() };
}
