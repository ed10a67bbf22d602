import { ClustoException } from '../../base/errors.ts';
import { ipFromKey } from '../../base/ip.ts';
import { decodeScalar } from '../../base/values.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { resourceKey } from '../../drivers/resources/resource-key.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import type { AttributeValue, Driver } from '../../inventory/driver.ts';
import type { ImportFindings } from './import-findings.ts';
import { covering, type LaidRanges } from './lay-ranges.ts';
import { byPlace, type LegacyFact, relationOf } from './legacy-fact.ts';
import { type Lifetime, overlap } from './lifetime.ts';

/** A resource that a thing had of a manager for a while. */
export interface FoundAllocation extends Lifetime {
  /** The attribute that carries the resource. */
  readonly attribute: number;
  readonly owner: Driver;
  readonly manager: Driver;
  readonly value: AttributeValue;
  /** What stands beside it. */
  readonly beside: readonly LegacyFact[];
  readonly space: string;
  readonly resource: Buffer;
  readonly forced: number;
}

/** What finding allocations takes. */
export interface AllocationContext {
  /** An entity as a thing of its latest name and driver. */
  readonly thing: (entity: number) => Driver;
  readonly findings: ImportFindings;
  readonly ranges: LaidRanges;
  readonly nextId: () => number;
  /** The version of repairs. */
  readonly repairs: number;
}

/** What an allocation wrote goes with it; anything else beside a resource was put there by people. */
const ownSubkeys = new Set(['ipstring', 'cidr', 'allocated_memory', 'allocated_disk', 'allocated_cpucount']);
const isOwn = ({ subkey }: LegacyFact): boolean => subkey === null || subkey === 'manager' || ownSubkeys.has(subkey);

/**
 * Reads allocations out of attributes (behaviour spec section 12.1): a value, and beside it a relation to the manager.
 * @returns them with attributes that are new
 */
export function findAllocations(
  facts: readonly LegacyFact[],
  context: AllocationContext,
): { readonly allocations: readonly FoundAllocation[]; readonly added: readonly LegacyFact[] } {
  const { thing, findings, ranges, nextId, repairs } = context;
  const allocations: FoundAllocation[] = [];
  const added: LegacyFact[] = [];
  const owned = new Map<string, Lifetime[]>();
  const orphans: { readonly carrier: LegacyFact; readonly group: readonly LegacyFact[] }[] = [];

  const valueOf = ({ value }: LegacyFact): AttributeValue =>
    value.datatype === 'relation' ? thing(value.relation) : decodeScalar(value);

  const allocate = (
    carrier: LegacyFact,
    manager: Driver,
    life: Lifetime,
    group: readonly LegacyFact[],
  ): Driver | undefined => {
    const { id: attribute, key: space, entity } = carrier;
    const value = valueOf(carrier);
    const resource = claimed(manager, value);
    const owner = thing(entity);
    if (resource === undefined) {
      findings.add('invalid-resource', `${owner.name} ${space} #${carrier.number}`);
      return undefined;
    }
    const claim = `${space}/${resource.toString('hex')}`;
    const others = owned.get(claim) ?? [];
    const isShared = manager instanceof ResourceManager && (manager.constructor as typeof ResourceManager).isShared;
    const isForced = isShared || others.some((other) => overlap(other, life) !== undefined);
    if (!isForced) owned.set(claim, [...others, life]);
    else if (!isShared && life.to === Infinity)
      findings.add('shared-resource', `${space} ${describe(value, group)}: also ${owner.name}`);
    const beside = group.filter((fact) => fact !== carrier && isOwn(fact) && overlap(fact, life) !== undefined);
    for (const fact of [carrier, ...beside]) if (fact.to !== Infinity || life.to === Infinity) fact.managed = true;
    const { from, to } = life;
    allocations.push({
      attribute,
      owner,
      manager,
      value,
      beside,
      space,
      resource,
      forced: isForced ? attribute : 0,
      from,
      to,
    });
    return owner;
  };

  for (const group of byPlace(facts.filter(({ number }) => number !== null)).values()) {
    const given = new Set<LegacyFact>();
    const carriers = group.filter(({ subkey }) => subkey === null);
    for (const link of group.filter(({ subkey }) => subkey === 'manager')) {
      const relation = relationOf(link);
      const manager = relation === undefined ? undefined : thing(relation);
      if (manager === undefined || !isManagerOf(manager, link.key)) continue;
      const carrier = carriers.find((one) => overlap(one, link) !== undefined && !given.has(one));
      if (carrier === undefined) continue;
      // a carrier that outlives its first manager can have a second one
      if (link.to >= carrier.to) given.add(carrier);
      allocate(carrier, manager, overlap(carrier, link) as Lifetime, group);
    }
    const [first] = group;
    for (const carrier of carriers)
      if (carrier.to === Infinity && !given.has(carrier) && first && isResource(first.key, group)) orphans.push({ carrier, group });
  }

  for (const { carrier, group } of orphans) {
    const text = `${thing(carrier.entity).name} ${carrier.key} ${describe(valueOf(carrier), group)}`;
    const manager = adopter(carrier, valueOf(carrier), ranges, thing);
    const resource = manager && claimed(manager, valueOf(carrier));
    const others = resource ? (owned.get(`${carrier.key}/${resource.toString('hex')}`) ?? []) : [];
    if (manager === undefined || others.some(({ to }) => to === Infinity)) {
      findings.add('orphaned-resource', text);
      continue;
    }
    const life = { from: repairs, to: Infinity };
    const { entity, key, number } = carrier;
    const link: LegacyFact = {
      id: nextId(),
      entity,
      key,
      subkey: 'manager',
      number,
      value: { datatype: 'relation', relation: manager.id },
      managed: true,
      ...life,
    };
    added.push(link);
    allocate(carrier, manager, life, group);
    findings.add('adopted-resource', `${text}: ${manager.name}`);
  }
  return { allocations, added };
}

function claimed(manager: Driver, value: AttributeValue): Buffer | undefined {
  try {
    return manager instanceof ResourceManager ? manager.claimedAs(value) : resourceKey(value);
  } catch (error) {
    if (error instanceof ClustoException) return undefined;
    throw error;
  }
}

/** A manager whose driver is not loaded is one by its type. */
function isManagerOf(manager: Driver, key: string): boolean {
  return manager instanceof ResourceManager ? manager.attrName === key : manager.type === ResourceManager.type;
}

/** Whether numbered attributes of a key are resources: addresses by what they bring along, others by their manager once. */
function isResource(key: string, group: readonly LegacyFact[]): boolean {
  return group.some(({ subkey }) => subkey === 'manager' || (key === IPManager.attrName && subkey === 'ipstring'));
}

function adopter(
  { key }: LegacyFact,
  value: AttributeValue,
  ranges: LaidRanges,
  thing: (entity: number) => Driver,
): Driver | undefined {
  if (key !== IPManager.attrName || ranges.networks.length === 0) return undefined;
  const [{ manager: any }] = ranges.networks as [LaidRanges['networks'][number]];
  const resource = claimed(thing(any), value);
  const manager = resource && covering(ranges.networks, ipFromKey(resource));
  return manager === undefined ? undefined : thing(manager);
}

function describe(value: AttributeValue, group: readonly LegacyFact[]): string {
  const text = group.find(({ subkey }) => subkey === 'ipstring')?.value;
  return text?.datatype === 'string' ? String(text.string) : String(value);
}
