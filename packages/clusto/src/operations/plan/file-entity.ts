import { formatIp } from '../../base/ip.ts';
import { IPManager, rangeKey } from '../../drivers/resources/ip-manager.ts';

import { readAddress } from '../../drivers/resources/read-address.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { isCableEnd } from '../../inventory/cables.ts';
import { type Driver, type DriverClass } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { attributeAsText } from '../history/change.ts';
import { isSecretValue } from '../history/changed-value.ts';
import { declaredValue, fileValue } from './file-value.ts';
import { type EntityRow, type LiveAttribute, type LiveEntity, type LivePlace, readLive } from './live-entity.ts';

/** A cable, written at the end whose entity, then number, comes first. */
export interface FileCable {
  readonly port: string;
  readonly number: number;
  readonly to: string;
  readonly toNumber: number;
}

/** A resource that a manager gave. */
export interface FileAllocation {
  readonly manager: string;
  readonly resource: unknown;
  readonly number: number;
  readonly forced?: true;
  /** What is stored beside it and is not derived from it, by subkey. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** What is in a container; `units` in a rack. */
export type FileMember = string | { readonly name: string; readonly units: readonly number[] };

/** An entity as files and JSON have it. */
export interface FileEntity {
  readonly name: string;
  readonly driver: string;
  /** By `key.subkey:number`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** What it is in, longest there first; where there are several. */
  readonly in?: readonly string[];
  readonly contents?: readonly FileMember[];
  readonly cables?: readonly FileCable[];
  readonly allocations?: readonly FileAllocation[];
}

export const secretMark = { secret: 'kept' } as const;
export const unsetMark = { unset: true } as const;

const compare = <T extends string | number>(one: T | null, other: T | null): number =>
  one === other ? 0 : one === null ? -1 : other === null ? 1 : one < other ? -1 : 1;

const bySlot = (one: LiveAttribute, other: LiveAttribute): number =>
  compare(one.key, other.key) || compare(one.subkey, other.subkey) || compare(one.number, other.number);

/** What the managers of addresses write beside each by themselves. */
const addressSubkeys = new Set(['ipstring', 'cidr', 'netmask', 'broadcast']);

/** Whether an attribute is written by something else than a file: an allocation, a cable, the manager itself. */
export function isDerived(thing: Driver, row: Pick<LiveAttribute, 'key' | 'subkey' | 'managed'>): boolean {
  return row.managed === 1 || isCableEnd(row) || (row.key === rangeKey && thing instanceof IPManager);
}

function attributes(inventory: Clusto, { row: { driver }, thing, attributes: rows }: LiveEntity): [string, unknown][] {
  const { registry } = inventory;
  const own = rows.filter((row) => !isDerived(thing, row)).sort(bySlot);
  const slots = Map.groupBy(own, attributeAsText);
  const written = [...slots].map(([slot, all]): [string, unknown] => {
    const values = all.map((row) => {
      const { key, subkey } = row;
      const isSecret = isSecretValue(row.datatype === 'string' ? (row.string ?? '') : null, registry, {
        driver,
        key,
        subkey,
      });
      return isSecret ? secretMark : fileValue(declaredValue(row));
    });
    return [slot, values.length === 1 ? values[0] : { values }];
  });
  // a property that has lost its default would get it again
  const declared = Object.entries(inventory.declaredProperties(thing.constructor as DriverClass));
  const unset = declared.flatMap(([name, property]): [string, unknown][] =>
    property.default === null || slots.has(`${name}.property`) ? [] : [[`${name}.property`, unsetMark]],
  );
  return [...written, ...unset];
}

/** The cables that are written at this end. */
export function cablesOf({ row: { name }, attributes: rows }: LiveEntity): FileCable[] {
  const ends = Map.groupBy(rows.filter(isCableEnd), ({ key, number }) => `${key}/${number}`);
  const cables = [...ends.values()].flatMap((end): FileCable[] => {
    const to = end.find(({ subkey }) => subkey === 'connection')?.related;
    const toNumber = end.find(({ subkey }) => subkey === 'otherportnum')?.int;
    const [{ key, number }] = end as [LiveAttribute];
    if (typeof to !== 'string' || typeof toNumber !== 'number' || number === null) return [];
    return [{ port: key.slice('port-'.length), number, to, toNumber }];
  });
  return cables
    .filter((cable) => name < cable.to || (name === cable.to && cable.number < cable.toNumber))
    .sort((one, other) => compare(one.port, other.port) || one.number - other.number);
}

/** What goes with an allocation, and is not made anew with it. */
function besideOf(
  giver: Driver,
  { key, number }: LiveAttribute,
  rows: readonly LiveAttribute[],
): Pick<FileAllocation, 'beside'> {
  const beside = rows
    .filter((row) => row.managed === 1 && row.key === key && row.number === number)
    .filter(({ subkey }) => subkey !== null && subkey !== 'manager')
    .filter(({ subkey }) => !(giver instanceof IPManager && addressSubkeys.has(subkey ?? '')))
    .sort(bySlot);
  if (beside.length === 0) return {};
  return { beside: Object.fromEntries(beside.map((row) => [row.subkey, fileValue(declaredValue(row))])) };
}

function allocations(inventory: Clusto, { claims, attributes: rows }: LiveEntity): FileAllocation[] {
  return claims.flatMap(({ id, manager, managerName, managerType, managerDriver, forced }): FileAllocation[] => {
    const carrier = rows.find((row) => row.id === id);
    if (carrier === undefined || carrier.number === null) return [];
    const giver = inventory.wrap({ id: manager, name: managerName, type: managerType, driver: managerDriver });
    const isShared = giver instanceof ResourceManager && (giver.constructor as typeof ResourceManager).isShared;
    const resource =
      giver instanceof IPManager
        ? formatIp(readAddress(carrier.int ?? carrier.string))
        : fileValue(declaredValue(carrier));
    return [
      {
        manager: managerName,
        resource,
        number: carrier.number,
        ...(forced === 0 || isShared ? {} : { forced: true }),
        ...besideOf(giver, carrier, rows),
      },
    ];
  });
}

/** The places of a container by member, in the order of insertion. */
export function membersOf(places: readonly LivePlace[]): FileMember[] {
  return [...Map.groupBy(places, ({ member }) => member).values()].map((own) => {
    const [{ memberName: name }] = own as [LivePlace];
    const units = own.filter(({ subkey }) => subkey === 'ru').map(({ number }) => number);
    return units.length === 0 ? name : { name, units: units.sort((one, other) => one - other) };
  });
}

/** Entities as they are written into a file; what a container contains is read one container after the other. */
export async function fileEntities(inventory: Clusto, rows: readonly EntityRow[]): Promise<FileEntity[]> {
  const { state } = inventory.reader;
  const containers = await state.containersAmong(rows.map(({ id }) => id));
  const entities: FileEntity[] = [];
  for (const live of await readLive(inventory, rows)) {
    const { id, name, driver } = live.row;
    const contents = containers.has(id) ? membersOf(await state.placesIn(id)) : [];
    const above = [...new Set(live.places.map(({ containerName }) => containerName))];
    const parts = { contents, cables: cablesOf(live), allocations: allocations(inventory, live) };
    const slots = attributes(inventory, live);
    entities.push({
      name,
      driver,
      ...(slots.length === 0 ? {} : { attributes: Object.fromEntries(slots) }),
      ...(above.length < 2 ? {} : { in: above }),
      ...Object.fromEntries(Object.entries(parts).filter(([, list]) => list.length > 0)),
    });
  }
  return entities;
}
