import { failure } from '../../base/errors.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';
import { type Driver } from '../../inventory/driver.ts';
import { arrangeUnits } from './arrange-units.ts';

/** A unit of a rack. */
export interface RackUnit {
  readonly unit: number;
  /** The device in it; null when it is free. */
  readonly device: string | null;
  readonly type: string | null;
  readonly driver: string | null;
  readonly ip: readonly string[];
}

/** A rack as one stands in front of it: the highest unit first. */
export interface RackDescription {
  readonly rack: string;
  readonly units: readonly RackUnit[];
  readonly free: number;
  /** The longest run of free units. */
  readonly longestFree: number;
}

/** The rack that a person means. @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, ENTITY_WRONG_DRIVER */
export async function findRack(inventory: Clusto, term: EntityTerm): Promise<BasicRack> {
  const thing = await findEntity(inventory, term);
  if (thing instanceof BasicRack) return thing;
  throw failure('ENTITY_WRONG_DRIVER', { thing, expected: BasicRack });
}

/** Reads a rack with the same number of statements whatever is in it. */
export async function describeRack(rack: BasicRack): Promise<RackDescription> {
  const { reader } = rack.inventory;
  const [{ minu, maxu }, members] = await Promise.all([rack.getProperties(), reader.members(rack.id)]);
  const mounted = members.filter(({ subkey }) => subkey === 'ru');
  const devices = new Map<number, Driver>(mounted.map((row) => [row.number, rack.inventory.wrap(row)]));
  const ips = new Map<number, string[]>();
  for (const row of await reader.attributes({ entities: mounted.map(({ id }) => id), key: 'ip', subkey: 'ipstring' }))
    ips.set(row.entity, [...(ips.get(row.entity) ?? []), row.string ?? '']);
  const { units, ...figures } = arrangeUnits(devices, { minu, maxu });
  const described = units.map(({ unit, device }): RackUnit => ({
    unit,
    device: device?.name ?? null,
    type: device?.type ?? null,
    driver: device?.driver ?? null,
    ip: device === null ? [] : (ips.get(device.id) ?? []),
  }));
  return { rack: rack.name, units: described, ...figures };
}
