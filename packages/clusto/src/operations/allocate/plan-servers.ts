import { Device } from '../../drivers/devices/device.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { BasicVirtualServer } from '../../drivers/devices/basic-virtual-server.ts';
import { type Driver, type DriverClass } from '../../inventory/driver.ts';
import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { findDriver } from '../find-driver.ts';
import { type AllocationOrder, type Wire } from './allocation-request.ts';
import { Exclusions, refuseShortage } from './exclusions.ts';
import { type Candidate, findCandidates } from './find-candidates.ts';
import { placeServers, type Slot } from './place-servers.ts';
import { type RackShare, readRackSpaces } from './rack-space.ts';

/** What is to be done for one server. */
export interface ServerPlan {
  /** The server that exists, with the pool that it leaves; or what a new one is to be. */
  readonly server: (Candidate & { readonly from: Driver }) | { readonly driver: DriverClass<Device> };
  /** Null where it has nothing to do with racks. */
  readonly share: RackShare | null;
}

/** Ports that a server has already cabled are not there to be cabled. */
async function withFreePorts(
  inventory: Session,
  candidates: readonly Candidate[],
  wiring: readonly Wire[],
  exclusions: Exclusions,
): Promise<readonly Candidate[]> {
  if (wiring.length === 0) return candidates;
  const entities = candidates.map(({ server }) => server.id);
  const rows = await inventory.reader.attributes({ entities, key: 'port-*', subkey: 'connection', glob: true });
  const cabled = new Set(rows.map(({ entity, key, number }) => `${entity}/${key}/${number}`));
  let left = candidates;
  for (const { port } of wiring)
    left = exclusions.keep(
      `a free port ${port.type}:${port.number}`,
      left,
      ({ server }) => !cabled.has(`${server.id}/port-${port.type}/${port.number}`),
    );
  return left;
}

async function planExisting(inventory: Session, order: AllocationOrder): Promise<ServerPlan[]> {
  const { count: wanted, wiring, placement } = order;
  const exclusions = new Exclusions();
  const { pool, count, suitable } = await findCandidates(inventory, order, exclusions);
  const free = await withFreePorts(inventory, suitable, wiring, exclusions);
  const needsRack = wiring.length > 0 || placement !== undefined;
  const racked = needsRack ? exclusions.keep('being in a rack', free, ({ rack }) => rack !== undefined) : free;
  const racks = new Map(racked.flatMap(({ rack }) => (rack === undefined ? [] : [[rack.id, rack] as const])));
  const spaces = new Map(
    (needsRack ? await readRackSpaces(inventory, [...racks.values()], wiring) : []).map((space) => [
      space.rack.id,
      space,
    ]),
  );
  const slots = racked.map((candidate): Slot<Candidate> => ({
    item: candidate,
    space: candidate.rack === undefined ? undefined : spaces.get(candidate.rack.id),
  }));
  const placed = await placeServers(slots, { wanted, height: 0, wiring, placement, isReusable: false }, exclusions);
  if (placed.length < wanted)
    refuseShortage({ wanted, found: placed.length, candidates: count }, `servers in ${pool.name}`, exclusions);
  return placed.map(({ item, share }) => ({ server: { ...item, from: pool }, share }));
}

/** The racks that are named, else those in the place that is named. */
async function racksOf(inventory: Session, { racks = [], parent }: AllocationOrder): Promise<BasicRack[]> {
  if (racks.length > 0) return Promise.all(racks.map((name) => inventory.getByName(name, BasicRack)));
  if (parent === undefined) return [];
  const place = await inventory.getByName(parent);
  if (place instanceof BasicRack) return [place];
  const below = await inventory.reader.descendants(place.id);
  return below.map((row) => inventory.wrap(row)).filter((thing) => thing instanceof BasicRack);
}

function heightOf(driver: DriverClass, { units }: AllocationOrder): number {
  const { rackUnits } = driver as { readonly rackUnits?: number };
  return units ?? rackUnits ?? 1;
}

/** @throws NOT_SUPPORTED for what is no hardware */
function requireHardware(driver: DriverClass): asserts driver is DriverClass<Device> {
  const extendsClass = (base: unknown): boolean =>
    driver === base || driver.prototype instanceof (base as typeof Device);
  if (extendsClass(Device) && !extendsClass(BasicVirtualServer)) return;
  throw failure('NOT_SUPPORTED', { thing: driver.driverName, action: 'be allocated as new hardware' });
}

async function planNew(inventory: Session, order: AllocationOrder): Promise<ServerPlan[]> {
  const { count: wanted, wiring, placement } = order;
  const driver = findDriver(inventory, order.driver as string);
  requireHardware(driver);
  const racks = await racksOf(inventory, order);
  if (racks.length === 0 && order.parent === undefined)
    return Array.from({ length: wanted }, () => ({ server: { driver }, share: null }));
  const exclusions = new Exclusions();
  const spaces = await readRackSpaces(inventory, racks, wiring);
  const slots = spaces.map((space): Slot<DriverClass<Device>> => ({ item: driver, space }));
  const height = heightOf(driver, order);
  const placed = await placeServers(slots, { wanted, height, wiring, placement, isReusable: true }, exclusions);
  if (placed.length < wanted)
    refuseShortage({ wanted, found: placed.length, candidates: racks.length }, 'racks have room', exclusions);
  return placed.map(({ share }) => ({ server: { driver }, share }));
}

/**
 * Chooses servers and what each of them gets in its rack; nothing is written.
 * @throws ALLOCATION_SHORT, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, DRIVER_UNKNOWN, NOT_A_POOL, NOT_SUPPORTED, QUERY_INVALID
 */
export function planServers(inventory: Session, order: AllocationOrder): Promise<ServerPlan[]> {
  return order.driver === undefined ? planExisting(inventory, order) : planNew(inventory, order);
}
