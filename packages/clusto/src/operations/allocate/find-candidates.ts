import { failure } from '../../base/errors.ts';
import { Device } from '../../drivers/devices/device.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Driver } from '../../inventory/driver.ts';
import { planQuery } from '../../query/plan-query.ts';
import { type Session } from '../../inventory/session.ts';
import { findPool } from '../find-pool.ts';
import { type AllocationOrder } from './allocation-request.ts';
import { type Exclusions } from './exclusions.ts';
import { freePool } from './free-pool.ts';

/** A free server that would do, with the rack that it is in. */
export interface Candidate {
  readonly server: Device;
  readonly rack: BasicRack | undefined;
}

/** The servers of the free pool, and those of them that a request allows, the cheapest first. */
export interface Candidates {
  readonly pool: Driver;
  /** How many free servers there are. */
  readonly count: number;
  readonly suitable: readonly Candidate[];
}

/** What a server has, as its attributes say (behaviour spec section 19.1). */
interface Size {
  disk: number;
  cpucount: number;
  memory: number;
  spindles: number;
}

const megabytesOfGigabyte = 1000;
const sized = ['disk', 'cpucount', 'memory', 'spindles'] as const;

async function readSizes(inventory: Session, ids: readonly number[]): Promise<(id: number) => Size> {
  const sizes = new Map<number, Size>(ids.map((id) => [id, { disk: 0, cpucount: 0, memory: 0, spindles: 0 }]));
  for (const { entity, subkey, int, float } of await inventory.reader.attributes({ entities: ids, key: 'system' })) {
    const size = sizes.get(entity);
    const value = Number(float ?? int);
    if (size !== undefined && (subkey === 'disk' || subkey === 'cpucount' || subkey === 'memory')) size[subkey] = value;
  }
  for (const { entity } of await inventory.reader.attributes({ entities: ids, key: 'disk', subkey: 'size' })) {
    const size = sizes.get(entity);
    if (size !== undefined) size.spindles += 1;
  }
  return (id) => sizes.get(id) as Size;
}

/** The containers above each, nearest first. */
async function readPlaces(inventory: Session, ids: readonly number[]): Promise<(id: number) => Driver[]> {
  const rows = Map.groupBy(await inventory.reader.containersOf(ids), ({ origin }) => origin);
  return (id) => (rows.get(id) ?? []).map((row) => inventory.wrap(row));
}

async function matchingIds(inventory: Session, query: string, pool: Driver): Promise<ReadonlySet<number>> {
  const inPool = { inside: 'pool', test: { compare: '=', literal: { text: pool.name } } } as const;
  const rows = await inventory.reader.matching(
    { all: [planQuery(query, inventory.registry), inPool] },
    inventory.driverName('clustometa'),
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * The servers of the pool of free ones that a request allows: those with the least disk space first, then by cores, memory
 * and number of disks. The number of statements is the same however many there are.
 * @throws FREE_POOL_MISSING, ENTITY_NOT_FOUND, NOT_A_POOL, QUERY_INVALID
 */
export async function findCandidates(
  inventory: Session,
  order: AllocationOrder,
  exclusions: Exclusions,
): Promise<Candidates> {
  const source = order.from ?? freePool(inventory);
  // who did not name it does not know where it comes from
  if (order.from === undefined && !(await inventory.reader.entityByName(source)))
    throw failure('FREE_POOL_MISSING', { pool: source });
  const pool = await findPool(inventory, source);
  const rows = await inventory.reader.members(pool.id);
  const servers = rows
    .map((row) => inventory.wrap(row))
    .filter((thing) => thing instanceof Device && thing.type === 'server') as Device[];
  const ids = servers.map(({ id }) => id);
  const [sizeOf, placesOf] = [await readSizes(inventory, ids), await readPlaces(inventory, ids)];
  let left: Device[] = servers;
  const keep = (reason: string, test: (server: Device) => boolean): void => {
    left = exclusions.keep(reason, left, test);
  };
  const { parent, racks = [], query, pools = [] } = order;
  for (const name of pools)
    keep(`not being in ${name} yet`, (server) => placesOf(server.id).every((place) => place.name !== name));
  if (parent !== undefined) {
    const { id } = await inventory.getByName(parent);
    keep(`being in ${parent}`, (server) => placesOf(server.id).some((place) => place.id === id));
  }
  if (racks.length > 0)
    keep(`being in ${racks.length === 1 ? '' : 'one of '}${racks.join(', ')}`, (server) =>
      placesOf(server.id).some(({ name }) => racks.includes(name)),
    );
  const atLeast = (wanted: number | undefined, what: string, has: (size: Size) => number): void => {
    if (wanted !== undefined) keep(what, ({ id }) => has(sizeOf(id)) >= wanted);
  };
  atLeast(order.memory, `memory of at least ${order.memory} GB`, ({ memory }) => memory / megabytesOfGigabyte);
  atLeast(order.cores, `at least ${order.cores} cores`, ({ cpucount }) => cpucount);
  atLeast(order.disk, `disk space of at least ${order.disk} GB`, ({ disk }) => disk);
  atLeast(order.spindles, `at least ${order.spindles} disks`, ({ spindles }) => spindles);
  if (query !== undefined) {
    const matching = await matchingIds(inventory, query, pool);
    keep(`the query ${query}`, ({ id }) => matching.has(id));
  }
  const byCost = (one: Device, other: Device): number => {
    const [mine, its] = [sizeOf(one.id), sizeOf(other.id)];
    const differing = sized.find((name) => mine[name] !== its[name]);
    return differing === undefined ? (one.name < other.name ? -1 : 1) : mine[differing] - its[differing];
  };
  const suitable = left.toSorted(byCost).map((server) => ({
    server,
    rack: placesOf(server.id).find((place) => place instanceof BasicRack),
  }));
  return { pool, count: servers.length, suitable };
}
