import { attributeAsText, type ChangedAttribute } from '../history/change.ts';
import { slotOf } from '../history/attribute-changes.ts';
import { type EntityNames, type RecordSet, type StateRecord } from '../history/entity-names.ts';
import { type Inventory } from '../../inventory/driver.ts';
import { Conflicts } from './undo-conflict.ts';
import { type UndoRows } from './undo-rows.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];
type AttributeRecord = RecordSet['attributes'][number];

const isLive = ({ to }: { readonly to: number }): boolean => to === Number.MAX_SAFE_INTEGER;
const groupOf = ({ entity, key, number }: Pick<AttributeRecord, 'entity' | 'key' | 'number'>): string =>
  `${entity}/${key}/${number}`;

/** Compares what undoing would do with what is there. */
class ConflictFinder {
  readonly conflicts = new Conflicts();
  readonly #writer: Writer;
  readonly #rows: UndoRows;
  readonly #names: EntityNames;
  /** The rows that would end. */
  readonly #ending: Readonly<Record<keyof RecordSet, ReadonlySet<number>>>;
  readonly #revived: ReadonlyMap<number, readonly StateRecord[]>;

  constructor(writer: Writer, rows: UndoRows, names: EntityNames) {
    this.#writer = writer;
    this.#rows = rows;
    this.#names = names;
    const ids = (set: readonly { readonly id: number }[]): Set<number> => new Set(set.map(({ id }) => id));
    const { states, attributes, memberships, allocations } = rows.end;
    this.#ending = {
      states: ids(states),
      attributes: ids(attributes),
      memberships: ids(memberships),
      allocations: ids(allocations),
    };
    this.#revived = Map.groupBy(rows.revive.states, ({ entity }) => entity);
  }

  #name(entity: number): string {
    return this.#names.at(entity, Number.MAX_SAFE_INTEGER).name;
  }

  #attribute(row: ChangedAttribute & { readonly entity: number }): string {
    return `${attributeAsText(row)} of ${this.#name(row.entity)}`;
  }

  #liveState(entity: number): StateRecord | undefined {
    return this.#names.states(entity).find((state) => isLive(state) && !this.#ending.states.has(state.id));
  }

  /** Notes where an entity would not be there. */
  #requireThere(entity: number): boolean {
    if (this.#revived.has(entity) || this.#liveState(entity) !== undefined) return true;
    const last = this.#names.states(entity).at(-1);
    if (last !== undefined) this.conflicts.add(isLive(last) ? last.from : last.to, `${this.#name(entity)} is gone`);
    return false;
  }

  /** What was begun and has ended since, by a version that stays. */
  overtaken(): void {
    const { states, attributes, memberships, allocations } = this.#rows.overtaken;
    const deaths = new Set<string>();
    for (const { entity, to } of states) {
      const next = this.#names.states(entity).find(({ from }) => from === to);
      if (next === undefined) deaths.add(`${entity}/${to}`);
      this.conflicts.add(
        to,
        `${this.#name(entity)} was ${next === undefined ? 'deleted' : 'renamed, or got another driver'}`,
      );
    }
    const released = new Set(allocations.map(({ id, to }) => `${id}/${to}`));
    const groups = new Set(
      attributes.filter(({ id, to }) => released.has(`${id}/${to}`)).map((row) => `${groupOf(row)}/${row.to}`),
    );
    for (const row of attributes) {
      if (deaths.has(`${row.entity}/${row.to}`)) continue;
      const { key, number, entity } = row;
      if (groups.has(`${groupOf(row)}/${row.to}`))
        this.conflicts.add(row.to, `${this.#attribute({ entity, key, number, subkey: null })} was taken back`);
      else this.conflicts.add(row.to, `${this.#attribute(row)} was changed`);
    }
    for (const { member, container, to } of memberships)
      if (!deaths.has(`${member}/${to}`) && !deaths.has(`${container}/${to}`))
        this.conflicts.add(to, `${this.#name(member)} was taken out of ${this.#name(container)}`);
  }

  /** What would be left of an entity that is to be no more. */
  async dependents(): Promise<void> {
    const ending = [...new Set(this.#rows.end.states.map(({ entity }) => entity))].filter(
      (entity) => !this.#revived.has(entity),
    );
    if (ending.length === 0) return;
    const gone = new Set(ending);
    const live = await this.#writer.changes.live(ending, true);
    for (const row of live.attributes) {
      if (this.#ending.attributes.has(row.id)) continue;
      const what = `${attributeAsText(row)} of ${await this.#presentName(row.entity)}`;
      this.conflicts.add(row.from, gone.has(row.entity) ? `${what} was set` : `${what} points to what would be gone`);
    }
    for (const { id, member, container, from } of live.memberships)
      if (!this.#ending.memberships.has(id))
        this.conflicts.add(
          from,
          `${await this.#presentName(member)} was put into ${await this.#presentName(container)}`,
        );
  }

  async #presentName(entity: number): Promise<string> {
    const row = await this.#writer.entityById(entity);
    return row?.name ?? this.#name(entity);
  }

  /** Names that have been given to others, and entities that are there again. */
  async states(): Promise<void> {
    for (const { entity, name, to } of this.#rows.revive.states) {
      const again = this.#liveState(entity) ?? this.#revived.get(entity)?.find((other) => other.from >= to);
      if (again !== undefined) this.conflicts.add(again.from, `${again.name} is there again`);
      const named = (await this.#writer.changes.named(name)).find(
        (state) => isLive(state) && state.entity !== entity && !this.#ending.states.has(state.id),
      );
      if (named !== undefined) this.conflicts.add(named.from, `the name ${name} was given to another entity`);
    }
  }

  /** Attributes whose place has been taken, or whose owner, target or allocation is gone. */
  attributes(live: RecordSet): void {
    const { revive } = this.#rows;
    const stays = live.attributes.filter(({ id }) => !this.#ending.attributes.has(id));
    const slots = Map.groupBy([...stays, ...revive.attributes], slotOf);
    const carriers = new Map(stays.filter(({ managed }) => managed === 1).map((row) => [groupOf(row), row]));
    const coming = new Set(revive.allocations.map(({ id }) => id));
    const granted = new Set(revive.attributes.filter(({ id }) => coming.has(id)).map(groupOf));
    for (const row of revive.attributes) {
      if (!this.#requireThere(row.entity)) continue;
      if (row.relation !== null) this.#requireThere(row.relation);
      const later = slots.get(slotOf(row))?.find((other) => other.from >= row.to && other.id !== row.id);
      if (later !== undefined) this.conflicts.add(later.from, `${this.#attribute(row)} was set`);
      else if (row.managed === 1 && !granted.has(groupOf(row)) && !carriers.has(groupOf(row)))
        this.conflicts.add(row.to, `the allocation of ${this.#attribute({ ...row, subkey: null })} has ended`);
    }
    // what others wrote beside an allocation that would be taken back
    const ended = this.#rows.end.allocations.map(({ id }) => id);
    const taken = new Set(this.#rows.end.attributes.filter(({ id }) => ended.includes(id)).map(groupOf));
    for (const row of stays)
      if (taken.has(groupOf(row)) && !granted.has(groupOf(row)))
        this.conflicts.add(row.from, `${this.#attribute(row)} was set`);
  }

  /** Places that have been taken. */
  async memberships(live: RecordSet): Promise<void> {
    const stays = live.memberships.filter(({ id }) => !this.#ending.memberships.has(id));
    for (const row of this.#rows.revive.memberships) {
      if (!this.#requireThere(row.container) || !this.#requireThere(row.member)) continue;
      const [member, container] = [this.#name(row.member), this.#name(row.container)];
      const all = [...stays, ...this.#rows.revive.memberships];
      const again = all.find(
        (other) =>
          other.id !== row.id &&
          other.container === row.container &&
          other.member === row.member &&
          other.from >= row.to,
      );
      if (again) this.conflicts.add(again.from, `${member} was put into ${container}`);
      const unit = all.find(
        (other) =>
          row.subkey !== null &&
          other.id !== row.id &&
          other.container === row.container &&
          other.subkey === row.subkey &&
          other.number === row.number &&
          other.member !== row.member,
      );
      if (unit)
        this.conflicts.add(
          unit.from,
          `unit ${row.number} of ${container} was given to ${await this.#presentName(unit.member)}`,
        );
    }
  }

  /** Resources that have been given to others. */
  async allocations(): Promise<void> {
    const { revive } = this.#rows;
    for (const row of revive.allocations) {
      if (!this.#requireThere(row.manager) || !this.#requireThere(row.entity) || row.forced !== 0) continue;
      for (const held of await this.#writer.allocations({ space: row.space, resource: row.resource })) {
        if (this.#ending.allocations.has(held.id)) continue;
        const own = await this.#writer.changes.live([held.entity], false);
        const claim = own.allocations.find(({ id }) => id === held.id);
        if (claim === undefined || claim.from < row.to) continue;
        const carrier = revive.attributes.find(({ id }) => id === row.id);
        const what = carrier === undefined ? row.space : this.#attribute({ ...carrier, subkey: null });
        this.conflicts.add(claim.from, `what was ${what} was given to ${held.owner_name}`);
      }
    }
  }
}

/** Every later change that stands against undoing. */
export async function findConflicts(writer: Writer, rows: UndoRows, names: EntityNames): Promise<Conflicts> {
  const finder = new ConflictFinder(writer, rows, names);
  const { attributes, memberships } = rows.revive;
  const ended = rows.end.attributes.filter(({ managed }) => managed === 1);
  const concerned = [
    ...attributes.map(({ entity }) => entity),
    ...ended.map(({ entity }) => entity),
    ...memberships.map(({ container }) => container),
  ];
  const live = await writer.changes.live([...new Set(concerned)], false);
  finder.overtaken();
  await finder.dependents();
  await finder.states();
  finder.attributes(live);
  await finder.memberships(live);
  await finder.allocations();
  return finder.conflicts;
}
