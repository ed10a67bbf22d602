import type { LegacyDatabase } from '../../base/legacy-database.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Session } from '../../inventory/session.ts';
import { convertAttributes } from './convert-attributes.ts';
import { convertEntities, type EntityState } from './convert-entities.ts';
import { type ConvertedVersion, convertVersions, importSource } from './convert-versions.ts';
import { endHalfCables } from './end-half-cables.ts';
import { findAllocations, type FoundAllocation } from './find-allocations.ts';
import type { ImportFindings } from './import-findings.ts';
import { layRanges } from './lay-ranges.ts';
import type { LegacyFact } from './legacy-fact.ts';
import type { Lifetime } from './lifetime.ts';
import { besidesMembers, type Membership, placeMembers } from './place-members.ts';
import { readCables } from './read-cables.ts';
import { type MachineSizes, sizeMachines } from './size-machines.ts';

/** A database of the original as rows of ours, ready to be written. */
export interface ConvertedLegacy {
  readonly versions: readonly ConvertedVersion[];
  readonly entities: readonly { readonly id: number; readonly from: number }[];
  readonly states: readonly EntityState[];
  readonly facts: readonly LegacyFact[];
  readonly memberships: readonly Membership[];
  readonly counters: readonly { readonly entity: number; readonly key: string; readonly value: number }[];
  readonly allocations: readonly FoundAllocation[];
  readonly sizes: MachineSizes;
  /** The last version of the original. */
  readonly latest: number;
  /** The version after it, where something is repaired. */
  readonly repairs: number | null;
  /** Which rows of attributes are not here, or not as they were there. */
  readonly altered: ReadonlySet<number>;
  /** By rows that were joined the rows that stand for them. */
  readonly joined: ReadonlyMap<number, number>;
  /** The name that an entity has at the last version of the original. */
  readonly nameOf: (row: number) => string;
}

/**
 * Makes a database of the original ours. Its versions stay what they are; what does not fit the rules of this clusto is
 * put right in one version after the last, wherever the database lets history be as it was.
 */
export function convertLegacy(source: LegacyDatabase, inventory: Session, findings: ImportFindings): ConvertedLegacy {
  const converted = convertEntities(source, findings);
  const { ids, lives } = converted;
  const last = new Map(converted.states.map((state) => [state.entity, state]));
  const nameOf = (entity: number): string => last.get(entity)?.name ?? `entity ${entity}`;
  const thing = (entity: number): Driver => {
    const { name = '', type = '', driver = '' } = last.get(entity) ?? {};
    return inventory.wrap({ id: entity, name, type, driver });
  };

  const versions = convertVersions(source, findings, inventory.clock.now());
  const latest = versions.at(-1)?.number ?? 0;
  const repairs = latest + 1;

  const { facts: read, altered, joined } = convertAttributes(source, converted, findings);
  const memberships = placeMembers(read, altered, findings, nameOf);
  const own = readCables(besidesMembers(read), altered, findings, nameOf);
  let id = source.attributes.at(-1)?.id ?? 0;
  const nextId = (): number => (id += 1);

  const managers = [...last.keys()].filter((entity) => thing(entity) instanceof IPManager);
  const ranges = layRanges(
    managers.map((entity) => ({
      id: entity,
      name: nameOf(entity),
      life: lives.get(entity) as Lifetime,
      facts: own.filter((fact) => fact.entity === entity),
    })),
    nextId,
    findings,
  );
  const halves = endHalfCables(own, repairs, findings, nameOf);
  const { allocations, added } = findAllocations(own, { thing, findings, ranges, nextId, repairs });
  const { sizes, added: sized } = sizeMachines(allocations, own, { findings, nextId, repairs });
  const { states, retyped } = correctTypes(converted.states, inventory, repairs, findings);
  const names = new Map(converted.states.filter(isLive).map(({ entity, name }) => [entity, name]));
  const isRepaired = halves + added.length + sized.length + retyped > 0;

  return {
    versions: isRepaired ? [...versions, repairVersion(versions, repairs, inventory, source.label)] : versions,
    entities: [...lives].map(([entity, { from }]) => ({ id: entity, from })),
    states,
    facts: [...own, ...ranges.facts, ...added, ...sized],
    memberships,
    counters: convertCounters(source, converted.ids, lives, findings),
    allocations,
    sizes,
    latest,
    repairs: isRepaired ? repairs : null,
    altered,
    joined,
    nameOf: (row) => names.get(ids.get(row) ?? row) ?? '',
  };
}

const isLive = ({ to }: Lifetime): boolean => to === Infinity;

function repairVersion(
  versions: readonly ConvertedVersion[],
  number: number,
  inventory: Session,
  label: string,
): ConvertedVersion {
  return {
    number,
    time: Math.max(inventory.clock.now().getTime(), versions.at(-1)?.time ?? 0),
    actor: inventory.actor,
    message: `repairs after the import of ${label}`,
    source: importSource,
  };
}

/** The original changed drivers without a version, and had other types for some; both show as they were until the repairs. */
function correctTypes(
  states: readonly EntityState[],
  inventory: Session,
  repairs: number,
  findings: ImportFindings,
): { readonly states: readonly EntityState[]; readonly retyped: number } {
  const known = new Map(inventory.registry.drivers.map((driver) => [driver.driverName, driver.type]));
  const unknown = new Map<string, number>();
  let retyped = 0;
  const corrected = states.flatMap((state) => {
    if (!isLive(state)) return [state];
    const type = known.get(state.driver);
    if (type === undefined) unknown.set(state.driver, (unknown.get(state.driver) ?? 0) + 1);
    if (type === undefined || type === state.type) return [state];
    retyped += 1;
    findings.add('other-type', `${state.name} (${state.driver}): ${state.type} is ${type}`);
    return [
      { ...state, to: repairs },
      { ...state, type, from: repairs },
    ];
  });
  for (const [driver, count] of unknown) findings.add('unknown-driver', `${driver}, of ${count} entities`);
  return { states: corrected, retyped };
}

function convertCounters(
  { counters }: LegacyDatabase,
  ids: ReadonlyMap<number, number>,
  lives: ReadonlyMap<number, Lifetime>,
  findings: ImportFindings,
): ConvertedLegacy['counters'] {
  const highest = new Map<string, ConvertedLegacy['counters'][number]>();
  for (const { entity: row, key, value } of counters) {
    const entity = ids.get(row);
    const isThere = entity !== undefined && lives.get(entity)?.to === Infinity;
    const place = `${entity}/${key}`;
    const before = highest.get(place);
    if (!isThere || key === null || value === null || before !== undefined) findings.add('counter', `${row} ${key}`);
    if (!isThere || key === null || value === null || (before !== undefined && before.value >= value)) continue;
    highest.set(place, { entity, key, value });
  }
  return [...highest.values()];
}
