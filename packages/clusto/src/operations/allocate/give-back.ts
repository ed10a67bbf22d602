import { ClustoException } from '../../base/errors.ts';
import { formatIp, ipFromKey } from '../../base/ip.ts';
import { Device } from '../../drivers/devices/device.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { parseAttributeReference } from '../attribute-reference.ts';
import { type Session } from '../../inventory/session.ts';
import { parsePortReference } from '../ports/port-reference.ts';
import { deleteAttributes } from '../write-attributes.ts';
import { type AllocatedServer } from './allocation.ts';

/** What became of a server that was given back. */
export interface Returned {
  readonly name: string;
  /** Whether it is gone: it was created by its allocation. */
  readonly deleted: boolean;
  readonly addresses: readonly string[];
  /** The pools that it left. */
  readonly pools: readonly string[];
  /** The pool of free servers that it is in now. */
  readonly pool: string | null;
}

export interface GiveBackOptions {
  /** Until when its addresses are held back. */
  readonly until?: Date | undefined;
  /** Ends a server that was created; by default with its rules. */
  readonly remove?: ((server: Driver) => Promise<void>) | undefined;
}

/** Releases the addresses that a server has; of several only those that are named. @returns the addresses */
async function releaseAddresses(
  inventory: Session,
  server: Driver,
  until: Date | undefined,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const released: string[] = [];
  for (const row of await inventory.reader.allocations({ entity: server.id, space: IPManager.attrName })) {
    const ip = formatIp(ipFromKey(row.resource));
    const { manager: id, manager_name: name, manager_type: type, manager_driver: driver } = row;
    const manager = inventory.wrap({ id, name, type, driver });
    if (!(manager instanceof IPManager) || only?.has(ip) === false) continue;
    await manager.deallocate(server, ip, until === undefined ? {} : { quarantine: { until } });
    released.push(ip);
  }
  return released;
}

async function leave(server: Driver, pools: readonly Driver[]): Promise<string[]> {
  for (const pool of pools) await pool.remove(server);
  return pools.map(({ name }) => name);
}

/** Puts a server back among the free ones; where a rule stands against it, it stays out. */
async function join(inventory: Session, server: Driver, name: string): Promise<string | null> {
  const [pool] = await inventory.getByNames([name]);
  if (pool === null || pool === undefined || !Pool.isPool(pool)) return null;
  try {
    if (!(await pool.has(server))) await pool.insert(server);
    return pool.name;
  } catch (error) {
    if (error instanceof ClustoException) return null;
    throw error;
  }
}

/** Takes off the cables that were laid, as far as they still go where they went. */
async function uncable(server: Driver, cables: AllocatedServer['cables']): Promise<void> {
  if (!(server instanceof Device)) return;
  for (const { port, device } of cables) {
    const { type, number } = parsePortReference(port);
    if ((await server.portExists(type, number)) && (await server.getConnected(type, number))?.name === device)
      await server.disconnectPort(type, number);
  }
}

/**
 * Takes back what an allocation gave to a server, within a transaction: a new one is deleted, one that was there goes back
 * to the free ones. What others have changed since stays.
 */
export async function giveBack(
  inventory: Session,
  server: Driver,
  given: AllocatedServer,
  { until, remove }: GiveBackOptions = {},
): Promise<Returned> {
  const { name } = server;
  if (given.created) {
    const addresses = await releaseAddresses(inventory, server, until);
    const pools = (await Pool.getPools(server, false)).map((pool) => pool.name);
    await (remove === undefined ? inventory.delete(server) : remove(server));
    return { name, deleted: true, addresses, pools, pool: null };
  }
  const addresses = await releaseAddresses(inventory, server, until, new Set(given.addresses.map(({ ip }) => ip)));
  await uncable(server, given.cables);
  await deleteAttributes(inventory, [server], given.attributes.map(parseAttributeReference));
  const joined = await Pool.getPools(server, false);
  const pools = await leave(
    server,
    joined.filter((pool) => given.pools.includes(pool.name)),
  );
  const pool = given.from === null ? null : await join(inventory, server, given.from);
  return { name, deleted: false, addresses, pools, pool };
}

/** The same for a server that was put to use by hand: its addresses and its pools, and nothing else, are taken from it. */
export async function freeServer(
  inventory: Session,
  server: Driver,
  free: string,
  { until }: GiveBackOptions,
): Promise<Returned> {
  const addresses = await releaseAddresses(inventory, server, until);
  const joined = await Pool.getPools(server, false);
  const pools = await leave(
    server,
    joined.filter((pool) => pool.name !== free),
  );
  return { name: server.name, deleted: false, addresses, pools, pool: await join(inventory, server, free) };
}
