import { ClustoException, failure } from '../../base/errors.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import { type AttributeValue, type Driver, type Inventory } from '../../inventory/driver.ts';
import { type RecordSet } from '../history/entity-names.ts';
import { type Conflicts } from './undo-conflict.ts';
import { type UndoRows } from './undo-rows.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];
type AttributeRecord = RecordSet['attributes'][number];

const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);

const placeOf = (position: Buffer): bigint => BigInt(`0x${position.toString('hex')}`);

/** Writes what undoing means, in an order in which everything that something needs is there before it. */
export class UndoWriter {
  readonly #inventory: Inventory;
  readonly #writer: Writer;
  readonly #rows: UndoRows;
  readonly #conflicts: Conflicts;
  readonly #undone: ReadonlySet<number>;
  /** The ids of restored attributes, by those that they had. */
  readonly #restored = new Map<number, number>();

  constructor(
    inventory: Inventory,
    writer: Writer,
    rows: UndoRows,
    more: { readonly conflicts: Conflicts; readonly versions: readonly number[] },
  ) {
    this.#inventory = inventory;
    this.#writer = writer;
    this.#rows = rows;
    this.#conflicts = more.conflicts;
    this.#undone = new Set(more.versions);
  }

  async apply(): Promise<void> {
    await this.#endAllocations();
    const { end, revive } = this.#rows;
    const { records } = this.#writer;
    await records.end('attributes', ids(end.attributes));
    await this.#endMemberships();
    await this.#changeStates();
    await this.#restoreAttributes(revive.attributes);
    await this.#restoreMemberships();
    await this.#restoreAllocations();
    await this.#reload();
    for (const entity of new Set(revive.states.map((state) => state.entity))) await records.restoreCounters(entity);
  }

  async #endAllocations(): Promise<void> {
    const { allocations } = this.#rows.end;
    await this.#writer.records.end('allocations', ids(allocations));
    for (const { id, space, resource, sequence, position } of allocations) {
      await this.#writer.loads.remove(id);
      if (sequence === null || position === null) continue;
      if ((await this.#writer.owners(space, resource)).length > 0) continue;
      await this.#writer.taken.free(sequence, placeOf(position), placeOf(position));
    }
  }

  async #changeStates(): Promise<void> {
    const { end, revive } = this.#rows;
    await this.#writer.records.end('entity_states', ids(end.states));
    const back = new Set(revive.states.map(({ entity }) => entity));
    for (const { entity } of end.states) {
      if (back.has(entity)) continue;
      await this.#writer.loads.forget(entity);
      await this.#writer.records.forgetCounters(entity);
    }
    for (const { entity: id, name, type, driver } of revive.states)
      if (!(await this.#writer.records.restoreState({ id, name, type, driver }))) throw failure('NAME_TAKEN', { name });
  }

  async #restoreAttributes(rows: readonly AttributeRecord[]): Promise<void> {
    for (const row of rows) {
      const { key, subkey, number, datatype, float, string, relation, managed } = row;
      const int = typeof row.int === 'string' ? BigInt(row.int) : row.int;
      const value =
        datatype === 'relation' ? { datatype, relation: relation as number } : { datatype, int, float, string };
      const [id] = await this.#writer.addAttributes(row.entity, [
        { key, subkey, number, value, managed: managed === 1 },
      ]);
      this.#restored.set(row.id, id as number);
    }
  }

  /** The last version after one that touched any of these and that stays. */
  async #later(after: number, entities: readonly number[]): Promise<number | undefined> {
    const versions = await this.#writer.changes.versions({ after, entities });
    return versions.find(({ number }) => number < this.#writer.version && !this.#undone.has(number))?.number;
  }

  /** Rules are asked where something has changed since: what was allowed then and has not changed stays allowed. */
  async #check(version: number | undefined, what: string, rule: () => Promise<unknown>): Promise<void> {
    if (version === undefined) return;
    try {
      await rule();
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      this.#conflicts.add(version, `${what}: ${error.message.replace(/\.$/, '')}`);
    }
  }

  async #thing(id: number): Promise<Driver | undefined> {
    const row = await this.#writer.entityById(id);
    return row === undefined ? undefined : this.#inventory.wrap(row);
  }

  async #endMemberships(): Promise<void> {
    const { memberships } = this.#rows.end;
    for (const { container: inside, member: id, from } of memberships) {
      const [container, member] = [await this.#thing(inside), await this.#thing(id)];
      if (container === undefined || member === undefined) continue;
      const what = `${member.name} cannot be taken out of ${container.name}`;
      await this.#check(await this.#later(from, [id, inside]), what, () => container.checkLeave(member));
    }
    await this.#writer.records.end('memberships', ids(memberships));
  }

  async #restoreMemberships(): Promise<void> {
    const groups = Map.groupBy(this.#rows.revive.memberships, ({ container, member }) => `${container}/${member}`);
    for (const places of groups.values()) {
      const [{ container: inside, member: id, to }] = places as [(typeof places)[number]];
      const [container, member] = [await this.#thing(inside), await this.#thing(id)];
      if (container === undefined || member === undefined) continue;
      const what = `${member.name} cannot go back into ${container.name}`;
      const units = places.flatMap(({ subkey, number }) => (subkey === null ? [] : [number])).sort((a, b) => a - b);
      const later = await this.#later(to, [id, inside]);
      await this.#check(later, what, () => container.checkReturn(member, units));
      if (await this.#writer.isOrContains(id, inside))
        this.#conflicts.add(later ?? to, `${what}: it would contain itself`);
      for (const { number, subkey } of places) await this.#writer.addMembership(inside, id, number, subkey);
    }
  }

  async #valueOf(row: AttributeRecord): Promise<AttributeValue> {
    if (row.relation === null) return scalarOf(row);
    return (await this.#thing(row.relation)) ?? null;
  }

  async #restoreAllocations(): Promise<void> {
    const carriers = new Map(this.#rows.revive.attributes.map((row) => [row.id, row]));
    for (const allocation of this.#rows.revive.allocations) {
      const carrier = carriers.get(allocation.id);
      const id = this.#restored.get(allocation.id);
      const [manager, thing] = [await this.#thing(allocation.manager), await this.#thing(allocation.entity)];
      if (carrier === undefined || id === undefined || manager === undefined || thing === undefined) continue;
      const value = await this.#valueOf(carrier);
      const entities = [
        allocation.entity,
        allocation.manager,
        ...(carrier.relation === null ? [] : [carrier.relation]),
      ];
      const later = await this.#later(allocation.to, entities);
      if (manager instanceof ResourceManager)
        await this.#check(later, `${thing.name} cannot have it again`, () => manager.checkRegrant(thing, value));
      if (!(await this.#writer.records.restoreAllocation(allocation, id))) continue;
      const { sequence, position } = allocation;
      if (sequence !== null && position !== null) await this.#writer.taken.take(sequence, placeOf(position));
    }
  }

  /** Counts anew what the allocations take of which attributes were written. */
  async #reload(): Promise<void> {
    const { end, revive } = this.#rows;
    const managed = [...end.attributes, ...revive.attributes].filter((row) => row.managed === 1);
    const groups = new Map(managed.map((row) => [`${row.entity}/${row.key}/${row.number}`, row]));
    for (const { entity, key, number } of groups.values()) {
      const [thing, rows] = [await this.#thing(entity), await this.#writer.allocations({ entity, space: key })];
      const held = rows.find((row) => row.key === key && row.number === number);
      if (held === undefined || thing === undefined) continue;
      const manager = await this.#thing(held.manager);
      if (!(manager instanceof ResourceManager)) continue;
      const beside = await thing.attrs({ key, number, ignoreHidden: false });
      const resource = beside.find(({ id }) => id === held.id)?.value;
      const more = Object.fromEntries(
        beside.flatMap(({ subkey, value }) => (subkey === null ? [] : [[subkey, value]])),
      );
      await this.#writer.loads.remove(held.id);
      if (resource !== undefined) await this.#writer.loads.add(held.id, manager.loadsOf(thing, resource, more));
    }
  }
}
