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
  /** What the allocation wrote beside it. */
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

/** Attributes of one entity with the same key and number: a resource, its manager, and what people put beside it. */
type Group = readonly LegacyFact[];

/** What an allocation wrote goes with it; anything else beside a resource stays changeable. */
const ownSubkeys = new Set(['ipstring', 'cidr', 'allocated_memory', 'allocated_disk', 'allocated_cpucount']);
const isOwn = ({ subkey }: LegacyFact): boolean => subkey === null || subkey === 'manager' || ownSubkeys.has(subkey);

/** One of which it is not yet known whether it is the one owner. */
type Candidate = Omit<FoundAllocation, 'forced'> & { readonly text: string };

class AllocationFinder {
  readonly added: LegacyFact[] = [];
  readonly #found: Candidate[] = [];
  readonly #context: AllocationContext;
  /** Resources of a space that someone has now. */
  readonly #live = new Set<string>();

  constructor(context: AllocationContext) {
    this.#context = context;
  }

  /** Takes what managers gave. @returns the live resources that are of no manager any more */
  take(group: Group): LegacyFact[] {
    const kept = new Set<LegacyFact>();
    const carriers = group.filter(({ subkey }) => subkey === null);
    for (const link of group.filter(({ subkey }) => subkey === 'manager')) {
      const manager = this.#managerOf(link);
      const carrier = carriers.find((one) => overlap(one, link) !== undefined && !kept.has(one));
      if (manager === undefined || carrier === undefined) continue;
      // one that outlives its manager may have had another after it
      if (link.to >= carrier.to) kept.add(carrier);
      this.#allocate(carrier, manager, overlap(carrier, link) as Lifetime, group);
    }
    if (!group.some((fact) => this.#tellsOfResource(fact))) return [];
    return carriers.filter((carrier) => carrier.to === Infinity && !kept.has(carrier));
  }

  /** Gives a resource without manager to the one that covers it, unless someone else has it by now. */
  adopt(carrier: LegacyFact, group: Group): void {
    const { findings, nextId, repairs } = this.#context;
    const { entity, key, number } = carrier;
    const value = this.#valueOf(carrier);
    const text = `${this.#context.thing(entity).name} ${key} ${describe(carrier, group)}`;
    const manager = this.#adopter(key, value);
    const resource = manager && claimed(manager, value);
    if (manager === undefined || resource === undefined || this.#live.has(claimOf(key, resource))) {
      findings.add('orphaned-resource', text);
      return;
    }
    const life = { from: repairs, to: Infinity };
    const toManager = { datatype: 'relation', relation: manager.id } as const;
    const link = { id: nextId(), entity, key, subkey: 'manager', number, value: toManager, managed: true, ...life };
    this.added.push(link);
    this.#allocate(carrier, manager, life, group);
    findings.add('adopted-resource', `${text}: ${manager.name}`);
  }

  #allocate(carrier: LegacyFact, manager: Driver, life: Lifetime, group: Group): void {
    const { findings, thing } = this.#context;
    const { id: attribute, key: space, entity, number } = carrier;
    const owner = thing(entity);
    const value = this.#valueOf(carrier);
    const resource = claimed(manager, value);
    if (resource === undefined) {
      findings.add('invalid-resource', `${owner.name} ${space} #${number}`);
      return;
    }
    if (life.to === Infinity) this.#live.add(claimOf(space, resource));
    const beside = group.filter((fact) => fact !== carrier && isOwn(fact) && overlap(fact, life) !== undefined);
    // what outlives the allocation belongs to nobody who could take it back
    for (const fact of [carrier, ...beside]) if (fact.to <= life.to) fact.managed = true;
    const text = `${space} ${describe(carrier, group)}`;
    this.#found.push({ attribute, owner, manager, value, beside, space, resource, text, ...life });
  }

  /** Everything found. Where several had a resource at once, the first of those that have it now is its one owner. */
  allocations(): FoundAllocation[] {
    const owned = new Map<string, Lifetime[]>();
    const isLive = ({ to }: Lifetime): boolean => to === Infinity;
    const sorted = [...this.#found.filter(isLive), ...this.#found.filter((one) => !isLive(one))];
    return sorted.map(({ text, ...found }) => {
      const { manager, owner, attribute } = found;
      const claim = claimOf(found.space, found.resource);
      const others = owned.get(claim) ?? [];
      const isShared = manager instanceof ResourceManager && (manager.constructor as typeof ResourceManager).isShared;
      if (!isShared && !others.some((other) => overlap(other, found) !== undefined)) {
        owned.set(claim, [...others, found]);
        return { ...found, forced: 0 };
      }
      if (!isShared && isLive(found)) this.#context.findings.add('shared-resource', `${text}: also ${owner.name}`);
      return { ...found, forced: attribute };
    });
  }

  #valueOf({ value }: LegacyFact): AttributeValue {
    return value.datatype === 'relation' ? this.#context.thing(value.relation) : decodeScalar(value);
  }

  /** A manager whose driver is not loaded is one by its type. */
  #managerOf(link: LegacyFact): Driver | undefined {
    const relation = relationOf(link);
    const manager = relation === undefined ? undefined : this.#context.thing(relation);
    const isOne =
      manager instanceof ResourceManager ? manager.attrName === link.key : manager?.type === ResourceManager.type;
    return isOne ? manager : undefined;
  }

  /** Addresses are told by what they bring along, other resources by the manager that they have or had. */
  #tellsOfResource(fact: LegacyFact): boolean {
    if (fact.subkey === 'manager') return this.#managerOf(fact) !== undefined;
    return fact.key === IPManager.attrName && fact.subkey === 'ipstring';
  }

  #adopter(key: string, value: AttributeValue): Driver | undefined {
    const { thing, ranges } = this.#context;
    const [any] = ranges.networks;
    if (key !== IPManager.attrName || any === undefined) return undefined;
    const resource = claimed(thing(any.manager), value);
    const manager = resource && covering(ranges.networks, ipFromKey(resource));
    return manager === undefined ? undefined : thing(manager);
  }
}

/**
 * Reads allocations out of attributes (behaviour spec section 12.1): a value, and beside it a relation to the manager.
 * @returns them, with attributes that are new
 */
export function findAllocations(
  facts: readonly LegacyFact[],
  context: AllocationContext,
): { readonly allocations: readonly FoundAllocation[]; readonly added: readonly LegacyFact[] } {
  const finder = new AllocationFinder(context);
  const groups = [...byPlace(facts.filter(({ number }) => number !== null)).values()];
  const orphans = groups.map((group) => ({ group, carriers: finder.take(group) }));
  for (const { group, carriers } of orphans) for (const carrier of carriers) finder.adopt(carrier, group);
  return { allocations: finder.allocations(), added: finder.added };
}

function claimOf(space: string, resource: Buffer): string {
  return `${space}/${resource.toString('hex')}`;
}

function claimed(manager: Driver, value: AttributeValue): Buffer | undefined {
  try {
    return manager instanceof ResourceManager ? manager.claimedAs(value) : resourceKey(value);
  } catch (error) {
    if (error instanceof ClustoException) return undefined;
    throw error;
  }
}

/** A resource as people know it. */
function describe({ value, number }: LegacyFact, group: Group): string {
  const text = group.find(({ subkey }) => subkey === 'ipstring')?.value ?? value;
  return text.datatype === 'relation' ? `#${number}` : String(text.string ?? text.int ?? `#${number}`);
}
