import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { DatabaseKind } from './databases.ts';
import { StandInHypervisor } from './stand-in-hypervisor.ts';
import { StandInMachine, StandInManager } from './stand-in-machine.ts';

/** An inventory with hypervisors that stand in for real ones. */
export interface StandInSite extends AsyncDisposable {
  readonly clusto: Clusto;
  readonly dsn: string;
  hypervisor(host: string): StandInHypervisor;
  /** Everything that is on the hypervisors. */
  outside(): string[];
}

/** A host with room for ten machines of the usual size. */
async function createHost(clusto: Clusto, name: string, address: string): Promise<BasicServer> {
  const host = await clusto.create(BasicServer, name);
  for (const [subkey, value] of Object.entries({ memory: 10_240, disk: 100, cpucount: 10 }))
    await host.setAttr({ key: 'system', subkey, value });
  await host.addIp(address);
  return host;
}

/** Two hosts h1 and h2 of the manager `vms`, names from v1000 on, the subnet 10.0.0.0/24, the pools `fai` and `virtual`. */
export async function fillStandInSite(clusto: Clusto): Promise<void> {
  await clusto.transaction(async () => {
    await clusto.create(IPManager, 'servers', { baseip: '10.0.0.0', netmask: '24' });
    const manager = await clusto.create(StandInManager, 'vms');
    for (const [name, address] of Object.entries({ h1: '10.0.0.250', h2: '10.0.0.251' }))
      await manager.insert(await createHost(clusto, name, address));
    await clusto.create(SimpleEntityNameManager, 'vmnames', { basename: 'v', digits: 4, next: 1000 });
    for (const pool of ['fai', 'virtual']) await clusto.create(Pool, pool);
  });
}

export async function openStandInSite(
  kind: DatabaseKind,
  vm: Readonly<Record<string, unknown>> = {},
): Promise<StandInSite> {
  const database = await kind.create();
  const folder = await mkdtemp(join(tmpdir(), 'clusto-standin-'));
  const clusto = new Clusto(
    await openParts({
      dsn: database.dsn,
      drivers: [...builtInDrivers, StandInMachine, StandInManager],
      actor: 'tester',
      source: 'test',
      durability: 'off',
      settings: { 'plugin.standin': { folder }, vm },
    }),
  );
  await fillStandInSite(clusto);
  const hypervisor = (host: string): StandInHypervisor => new StandInHypervisor(folder, host);
  return {
    clusto,
    dsn: database.dsn,
    hypervisor,
    outside: () =>
      ['h1', 'h2'].flatMap((host) =>
        [...hypervisor(host).domains(), ...Object.keys(hypervisor(host).volumes())].map((name) => `${host}/${name}`),
      ),
    [Symbol.asyncDispose]: async () => {
      await clusto.close();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
