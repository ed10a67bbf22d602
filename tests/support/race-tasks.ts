import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { registerFactory } from '../../packages/clusto/src/drivers/factories/get-factory.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { discoverServer } from '../../packages/clusto/src/operations/discovery/discover-server.ts';
import { formatMac } from '../../packages/clusto/src/wire/mac-number.ts';
import { DiscoveryFactory, switchAddress } from './discovery-rack.ts';
import { createMachine } from './vm-hosts.ts';

/** What one process got, and the codes of the errors it met instead. */
export interface RaceResult {
  readonly got: string[];
  readonly refused: string[];
}

/** How often each process tries. */
export const attempts = 500;

async function repeat(attempt: (index: number) => Promise<string>, times = attempts): Promise<RaceResult> {
  const result: RaceResult = { got: [], refused: [] };
  for (let index = 0; index < times; index += 1) {
    try {
      result.got.push(await attempt(index));
    } catch (error) {
      result.refused.push(error instanceof ClustoException ? error.code : String(error));
    }
  }
  return result;
}

/** What the processes of a race do, by name. `process` is the number of the process, from 0. */
export const tasks = {
  /** The traps of a rack, port by port, as every process hears them. */
  async traps(clusto: Clusto) {
    registerFactory(clusto.registry, DiscoveryFactory);
    return repeat(async (index) => {
      const port = index + 1;
      const mac = formatMac(0x00_1b_21_00_00_00 + port);
      const event = { kind: 'mac', operation: 'learned', vlan: 442, mac, port } as const;
      const { ports } = await discoverServer(clusto, { source: switchAddress, events: [event] });
      return ports.map(({ action, server }) => `${action} ${server}`).join();
    }, 20);
  },

  async addresses(clusto: Session, process: number) {
    const server = await clusto.create(PenguinServer, `server-${process}`);
    const subnet = await clusto.getByName('subnet', IPManager);
    return repeat(async () => (await subnet.allocate(server)).toString().split(' ').at(-1) ?? '');
  },

  async names(clusto: Session) {
    const names = await clusto.getByName('names', SimpleEntityNameManager);
    return repeat(async () => (await names.allocate(PenguinServer)).name);
  },

  /** All try the same units in the same order: each unit is wanted by all of them at once. */
  async units(clusto: Session, process: number) {
    const rack = await clusto.getByName('rack', BasicRack);
    let server = await clusto.create(PenguinServer, `server-${process}-0`);
    return repeat(async (index) => {
      await rack.insert(server, index + 1);
      server = await clusto.create(PenguinServer, `server-${process}-${index + 1}`);
      return String(index + 1);
    });
  },

  /**
   * All want room on the same few hosts: they place more machines than fit, of which they take
   * every third back. The last two are to stay, so that no room is left when all have ended.
   */
  async machines(clusto: Session, process: number) {
    const manager = await clusto.getByName('vms', VMManager);
    return repeat(async (index) => {
      const name = `vm-${process}-${index}`;
      const machine = await createMachine(clusto, name, { memory: 1 + (index % 3), disk: 1 });
      await manager.allocate(machine);
      if (index % 3 === 0) await manager.deallocate(machine);
      if (index % 3 === 1) await manager.move(machine).catch(() => undefined);
      return index % 3 === 0 ? 'gone' : name;
    }, 90);
  },

  /** Writes, changes and deletes, so that a version that did not stand still would show it. */
  async changes(clusto: Session, process: number) {
    const thing = await clusto.create(Driver, `thing-${process}`);
    return repeat(async (index) => {
      await thing.setAttr({ key: 'index', value: index });
      await clusto.transaction(async () => {
        const passing = await clusto.create(Driver, `passing-${process}-${index}`);
        await passing.addAttr({ key: 'made-by', value: thing });
      });
      if (index > 0) await clusto.delete(`passing-${process}-${index - 1}`);
      return String(index);
    }, 100);
  },

  /** Bundles of two servers until the racks are full; every fifth one is the same for all processes. */
  async bundles(clusto: Clusto, process: number) {
    const request = {
      driver: 'penguinserver',
      names: 'names',
      count: 2,
      subnets: ['subnet'],
      switchPorts: ['nic-eth:1'],
    };
    return repeat(async (index) => {
      const key = index % 5 === 0 ? `all-${index}` : `${process}-${index}`;
      const { servers } = await clusto.allocate({ ...request, racks: ['r1', 'r2'], key });
      return `${key} ${servers.map(({ name }) => name).join(' ')}`;
    }, 25);
  },

  /** As many versions as make a feed of changes busy. */
  async values(clusto: Clusto, process: number) {
    const thing = await clusto.create(Driver, `thing-${process}`);
    return repeat(async (index) => {
      await thing.setAttr({ key: 'index', value: index });
      return String(index);
    }, 60);
  },
} satisfies Record<string, (clusto: Clusto, process: number) => Promise<RaceResult>>;
