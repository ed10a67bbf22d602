import { failure } from '../base/errors.ts';
import { AccessRecords } from './access-records.ts';
import { AnswerRecords } from './answer-records.ts';
import { AppliedRecords } from './applied-records.ts';
import { ChangeReader } from './change-reader.ts';
import type { Connection, Dialect, SqlValue } from './dialect.ts';
import { insertRows, valueRows } from './insert-rows.ts';
import { type Load, Loads } from './loads.ts';
import { Observations } from './observations.ts';
import { Reader } from './reader.ts';
import { RecordWriter } from './record-writer.ts';
import { type AttributeName, type AttributeRow, type EntityRow, now, open, type StoredValue } from './rows.ts';
import { placeFromKey, placeKey, TakenRuns } from './taken-runs.ts';
import { WebhookRecords } from './webhook-records.ts';

/** An attribute to be written. */
export interface NewAttribute extends AttributeName {
  readonly value: StoredValue;
  readonly managed?: boolean;
}

/** An attribute to be written, with whose it is. */
export interface OwnedNewAttribute extends NewAttribute {
  readonly entity: number;
}

/** A resource that becomes an entity's: an attribute with what belongs to it, and the claim that makes it the only owner. */
export interface NewAllocation {
  readonly entity: number;
  readonly manager: number;
  /** All managers of one space share what is taken. */
  readonly space: string;
  readonly resource: Buffer;
  /** A second owner is let in. */
  readonly forced: boolean;
  /** Where the resource has a place in a sequence, for finding the next free one. */
  readonly place?: { readonly sequence: string; readonly position: bigint };
  /** What it takes of bearers. */
  readonly loads?: readonly Load[];
  /** The first carries the resource; the others share its key and number. */
  readonly attributes: readonly NewAttribute[];
}

interface AllocationRow {
  readonly attribute_id: number;
  readonly entity_id: number;
  readonly space: string;
  readonly resource: Buffer;
  readonly sequence: string | null;
  readonly position: Buffer | null;
  /** How many loads it has. */
  readonly loads: number;
  readonly key: string;
  readonly number: number | null;
}

const attributeColumns =
  'entity_id key subkey number datatype int_value float_value string_value relation_id managed from_version to_version'.split(
    ' ',
  );

const entitiesAtOnce = 400;

/** What a writer shares with the other writers of its transaction. */
interface WriterContext {
  readonly dialect: Dialect;
  readonly version: number;
  /** Entities known to be live. */
  readonly live: Set<number>;
}

/** The part of a transaction that a writer writes for. */
interface WriterScope {
  /** Called before each write, to count it and to set savepoints. */
  beforeWrite(): Promise<void>;
  /** The same before a write that makes no version. */
  beforeBookkeeping(): Promise<void>;
  ifUndone(callback: () => void): void;
  /** How many writes stand, those of finished parts included. */
  writes(): number;
}

/**
 * Writes inside one transaction, at its version. What ends a row that this very transaction wrote removes it, since no
 * version ever shows it. Everything it reads is the present, own writes included.
 */
export class Writer extends Reader {
  readonly version: number;
  readonly taken: TakenRuns;
  readonly loads: Loads;
  /** For undoing changes. */
  readonly records: RecordWriter;
  /** What sets of files have last said. */
  readonly applied: AppliedRecords;
  /** Who may do what, and who is told of versions. */
  readonly access: AccessRecords;
  readonly webhooks: WebhookRecords;
  readonly #connection: Connection;
  /** The same for writing: what goes through it makes a version. */
  readonly #counted: Connection;
  /** The same for what makes none. */
  readonly #bookkeeping: Connection;
  readonly #scope: WriterScope;
  readonly #live: Set<number>;

  constructor(connection: Connection, { dialect, version, live }: WriterContext, scope: WriterScope) {
    super(() => connection, dialect, now);
    this.#connection = connection;
    this.version = version;
    this.#live = live;
    this.#scope = scope;
    const counted: Connection = {
      all: (text, values) => connection.all(text, values),
      run: (text, values) => this.#run(text, values),
    };
    this.#counted = counted;
    this.#bookkeeping = {
      ...counted,
      run: (text, values) => scope.beforeBookkeeping().then(() => connection.run(text, values)),
    };
    this.access = new AccessRecords(this.#bookkeeping, dialect);
    this.webhooks = new WebhookRecords(this.#bookkeeping);
    this.applied = new AppliedRecords(this.#bookkeeping, dialect);
    this.taken = new TakenRuns(counted);
    this.loads = new Loads(counted);
    this.records = new RecordWriter(counted, dialect, version);
  }

  override get answers(): AnswerRecords {
    return new AnswerRecords(this.#bookkeeping);
  }

  override get observations(): Observations {
    return new Observations(() => this.#bookkeeping, this.dialect, now);
  }

  /** Versions, and what they changed: ranges of versions, few or nearly all. */
  override get changes(): ChangeReader {
    const { planByValues } = this.dialect;
    const connection: Connection = {
      all: async (text, values) => {
        if (planByValues !== undefined) await this.#connection.run(planByValues, []);
        return this.#connection.all(text, values);
      },
      run: (text, values) => this.#connection.run(text, values),
    };
    return new ChangeReader(() => connection, this.dialect, now);
  }

  async #run(text: string, values: readonly SqlValue[]): Promise<number> {
    await this.#scope.beforeWrite();
    return this.#connection.run(text, values);
  }

  async #returning<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]> {
    await this.#scope.beforeWrite();
    return this.#connection.all<Row>(text, values);
  }

  /** Ends the live rows of a table that meet a condition, whose parameters begin at `$2`. */
  async #end(table: string, condition: string, values: readonly SqlValue[]): Promise<number> {
    const live = `to_version = ${open} and ${condition}`;
    const removed = await this.#run(`delete from ${table} where from_version = $1 and ${live}`, [
      this.version,
      ...values,
    ]);
    return removed + (await this.#run(`update ${table} set to_version = $1 where ${live}`, [this.version, ...values]));
  }

  /** Whether this part, with the parts in it, has written anything that makes a version. */
  get hasWritten(): boolean {
    return this.#scope.writes() > 0;
  }

  /** Has something done when the part that is being written does not come to stand. */
  ifUndone(callback: () => void): void {
    this.#scope.ifUndone(callback);
  }

  /** @throws ENTITY_GONE */
  async requireLive(entity: Pick<EntityRow, 'id' | 'name'>): Promise<void> {
    if (!this.#live.has(entity.id)) await this.liveEntity(entity);
  }

  /** An entity as it is now, whatever it was when it was read. @throws ENTITY_GONE */
  async liveEntity({ id, name }: Pick<EntityRow, 'id' | 'name'>): Promise<EntityRow> {
    const row = await this.entityById(id);
    if (row === undefined) throw failure('ENTITY_GONE', { thing: name });
    this.#live.add(id);
    return row;
  }

  // ---- entities

  /** @throws NAME_TAKEN */
  async createEntity(name: string, type: string, driver: string): Promise<EntityRow> {
    const [created] = await this.#returning<{ id: number }>(
      'insert into entities (from_version) values ($1) returning id',
      [this.version],
    );
    const id = (created as { id: number }).id;
    await this.#insertState({ id, name, type, driver });
    this.#live.add(id);
    return { id, name, type, driver };
  }

  /**
   * Creates many entities with few statements; that their names are free is for the caller to know.
   * @returns them in the same order
   */
  async createEntities(entities: readonly Omit<EntityRow, 'id'>[]): Promise<EntityRow[]> {
    const rows: EntityRow[] = [];
    for (let start = 0; start < entities.length; start += entitiesAtOnce) {
      const some = entities.slice(start, start + entitiesAtOnce);
      const text = `insert into entities (from_version) values ${valueRows(some.length, 1)} returning id`;
      const created = await this.#returning<{ id: number }>(
        text,
        some.map(() => this.version),
      );
      const ids = created.map(({ id }) => id).sort((one, other) => one - other);
      rows.push(...some.map((entity, index) => ({ ...entity, id: ids[index] as number })));
    }
    const columns = ['entity_id', 'name', 'type', 'driver', 'from_version', 'to_version'];
    await insertRows(this.#counted, 'entity_states', columns, rows, ({ id, name, type, driver }) => [
      id,
      name,
      type,
      driver,
      this.version,
      open,
    ]);
    for (const { id } of rows) this.#live.add(id);
    return rows;
  }

  async #insertState({ id, name, type, driver }: EntityRow): Promise<void> {
    const text = `insert into entity_states (entity_id, name, type, driver, from_version, to_version)
      values ($1, $2, $3, $4, $5, ${open}) on conflict do nothing`;
    if ((await this.#run(text, [id, name, type, driver, this.version])) === 0) throw failure('NAME_TAKEN', { name });
  }

  /** Gives an entity another name, type or driver; its identity stays. @throws NAME_TAKEN */
  async changeEntity(entity: EntityRow): Promise<void> {
    await this.#end('entity_states', 'entity_id = $2', [entity.id]);
    await this.#insertState(entity);
  }

  /**
   * Ends an entity with its attributes and memberships, everything that points at it, and the other halves: the
   * peer's part of its cables, what it has allocated as a manager, and the allocations whose resource it is.
   */
  async deleteEntity(id: number): Promise<void> {
    this.#live.delete(id);
    const whose = (column: string): string =>
      `select attribute_id from allocations where ${column} = $1 and to_version = ${open}`;
    const itself = `select id from attributes where relation_id = $1 and managed = 1 and to_version = ${open}`;
    const all = `${whose('entity_id')} union ${whose('manager_id')} union ${itself}`;
    await this.#release(`al.attribute_id in (${all})`, [id]);
    await this.loads.forget(id);
    const cabledHere = `exists (select 1 from attributes c where c.entity_id = attributes.entity_id and c.key = attributes.key
      and c.number = attributes.number and c.subkey = 'connection' and c.relation_id = $2 and c.to_version = ${open})`;
    const pointing = `select p.entity_id from attributes p where p.relation_id = $2 and p.subkey = 'connection' and p.to_version = ${open}`;
    await this.#end('attributes', `subkey = 'otherportnum' and entity_id in (${pointing}) and ${cabledHere}`, [id]);
    await this.#end('attributes', '(entity_id = $2 or relation_id = $2)', [id]);
    await this.#end('memberships', '(container_id = $2 or member_id = $2)', [id]);
    await this.#run('delete from counters where entity_id = $1', [id]);
    await this.#end('entity_states', 'entity_id = $2', [id]);
  }

  // ---- attributes

  #attributeRow({ entity, key, subkey, number, value, managed }: OwnedNewAttribute): SqlValue[] {
    const scalar = value.datatype === 'relation' ? undefined : value;
    return [
      entity,
      key,
      subkey,
      number,
      value.datatype,
      scalar?.int ?? null,
      scalar?.float ?? null,
      scalar?.string ?? null,
      value.datatype === 'relation' ? value.relation : null,
      managed === true ? 1 : 0,
      this.version,
      open,
    ];
  }

  /** Appends attributes to many entities, with few statements. */
  async addAttributesOfMany(attributes: readonly OwnedNewAttribute[]): Promise<void> {
    await insertRows(this.#counted, 'attributes', attributeColumns, attributes, (one) => this.#attributeRow(one));
  }

  /** Appends attributes to an entity. @returns their ids, in order */
  async addAttributes(entity: number, attributes: readonly NewAttribute[]): Promise<number[]> {
    const values = attributes.flatMap((attribute) => this.#attributeRow({ ...attribute, entity }));
    const rowTexts = valueRows(attributes.length, attributeColumns.length);
    const text = `insert into attributes (${attributeColumns.join(', ')}) values ${rowTexts} on conflict do nothing returning id`;
    const rows = await this.#returning<{ id: number }>(text, values);
    if (rows.length < attributes.length) throw failure('CONFLICT', { reason: 'the port is already connected' });
    return rows.map((row) => row.id);
  }

  /** Ends attributes. Those that belong to an allocation release it and take the rest of it with them. */
  async endAttributes(
    rows: readonly Pick<AttributeRow, 'id' | 'entity' | 'key' | 'number' | 'managed'>[],
  ): Promise<void> {
    const allocated = rows.filter(({ managed }) => managed === 1);
    const groups = new Map(allocated.map((row) => [`${row.entity}/${row.key}/${row.number}`, row]));
    for (const { entity, key, number } of groups.values())
      await this.#release('al.entity_id = $1 and av.key = $2 and av.number = $3', [entity, key, number]);
    const ids = rows.filter(({ managed }) => managed !== 1).map(({ id }) => id);
    if (ids.length === 1) await this.#end('attributes', 'id = $2', ids);
    else if (ids.length > 1) await this.#end('attributes', this.dialect.anyOf('id', '$2', 'int'), [ids]);
  }

  // ---- containment

  /** Puts a member into a container. @returns false when it is there already, or the unit is taken */
  async addMembership(container: number, member: number, number: number, subkey: string | null): Promise<boolean> {
    const text = `insert into memberships (container_id, member_id, number, subkey, from_version, to_version)
      values ($1, $2, $3, $4, $5, ${open}) on conflict do nothing`;
    return (await this.#run(text, [container, member, number, subkey, this.version])) === 1;
  }

  /** Puts members into containers, with few statements; that they may be there is for the caller to know. */
  async addMemberships(places: readonly { readonly container: number; readonly member: number }[]): Promise<void> {
    const next = new Map<number, number>();
    for (const [container, own] of Map.groupBy(places, (place) => place.container))
      next.set(container, await this.countOn(container, '_contains', own.length));
    const columns = ['container_id', 'member_id', 'number', 'subkey', 'from_version', 'to_version'];
    await insertRows(this.#counted, 'memberships', columns, places, ({ container, member }) => {
      const number = next.get(container) as number;
      next.set(container, number + 1);
      return [container, member, number, null, this.version, open];
    });
  }

  /** Takes a member out of a container, from every place it has there. */
  endMembership(container: number, member: number): Promise<number> {
    return this.#end('memberships', 'container_id = $2 and member_id = $3', [container, member]);
  }

  // ---- counters

  /** The next value of a counter, which begins at `start`. */
  async count(entity: number, key: string, start = 0): Promise<number> {
    const text = `insert into counters (entity_id, key, value) values ($1, $2, $3)
      on conflict (entity_id, key) do update set value = counters.value + 1 returning value`;
    const [row] = await this.#returning<{ value: number }>(text, [entity, key, start]);
    return (row as { value: number }).value;
  }

  /** The next values of a counter. @returns the first of them */
  async countOn(entity: number, key: string, count: number): Promise<number> {
    const text = `insert into counters (entity_id, key, value) values ($1, $2, $3)
      on conflict (entity_id, key) do update set value = counters.value + $3 + 1 returning value`;
    const [row] = await this.#returning<{ value: number }>(text, [entity, key, count - 1]);
    return (row as { value: number }).value - count + 1;
  }

  async counter(entity: number, key: string): Promise<number | undefined> {
    const rows = await this.#connection.all<{ value: number }>(
      'select value from counters where entity_id = $1 and key = $2',
      [entity, key],
    );
    return rows[0]?.value;
  }

  async setCounter(entity: number, key: string, value: number): Promise<void> {
    const text = `insert into counters (entity_id, key, value) values ($1, $2, $3)
      on conflict (entity_id, key) do update set value = excluded.value`;
    await this.#run(text, [entity, key, value]);
  }

  // ---- allocations

  /** @returns the id of the resource's attribute, or undefined when someone has the resource already */
  async allocate(allocation: NewAllocation): Promise<number | undefined> {
    const { entity, manager, space, resource, forced, place, loads = [], attributes } = allocation;
    const [id] = (await this.addAttributes(
      entity,
      attributes.map((attribute) => ({ ...attribute, managed: true })),
    )) as [number];
    const text = `insert into allocations
      (attribute_id, entity_id, manager_id, space, resource, forced, sequence, position, from_version, to_version)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${open}) on conflict do nothing`;
    const position = place ? placeKey(place.position) : null;
    const values = [
      id,
      entity,
      manager,
      space,
      resource,
      forced ? id : 0,
      place?.sequence ?? null,
      position,
      this.version,
    ];
    if ((await this.#run(text, values)) === 0) return undefined;
    if (place) await this.taken.take(place.sequence, place.position);
    await this.loads.add(id, loads);
    return id;
  }

  /**
   * Writes an allocation anew, with another resource; what others have written beside it stays.
   * @param id the attribute that carries the resource until now
   * @param ended the attributes that are written anew, that one among them
   * @returns as `allocate`
   */
  async reallocate(id: number, ended: readonly number[], allocation: NewAllocation): Promise<number | undefined> {
    await this.loads.remove(id);
    await this.#end('allocations', 'attribute_id = $2', [id]);
    await this.#end('attributes', this.dialect.anyOf('id', '$2', 'int'), [ended]);
    return this.allocate(allocation);
  }

  /** Writes attributes that belong to an allocation anew; the allocation stays as it is. */
  async replaceAllocated(entity: number, ended: readonly number[], attributes: readonly NewAttribute[]): Promise<void> {
    if (ended.length > 0) await this.#end('attributes', this.dialect.anyOf('id', '$2', 'int'), [ended]);
    if (attributes.length === 0) return;
    await this.addAttributes(
      entity,
      attributes.map((attribute) => ({ ...attribute, managed: true })),
    );
  }

  /** Ends allocations with their attributes; `al` is the allocation and `av` its attribute. Parameters begin at `$1`. */
  async #release(condition: string, values: readonly SqlValue[]): Promise<void> {
    const text = `select al.attribute_id, al.entity_id, al.space, al.resource, al.sequence, al.position, av.key, av.number,
        (select count(*) from allocation_loads l where l.attribute_id = al.attribute_id) as loads
      from allocations al join attributes av on av.id = al.attribute_id
      where al.to_version = ${open} and av.to_version = ${open} and ${condition}`;
    const rows = await this.#connection.all<AllocationRow>(text, values);
    for (const row of rows) {
      await this.#end('allocations', 'attribute_id = $2', [row.attribute_id]);
      await this.#end('attributes', 'entity_id = $2 and key = $3 and number = $4', [
        row.entity_id,
        row.key,
        row.number,
      ]);
      if (row.loads > 0) await this.loads.remove(row.attribute_id);
      if (row.sequence === null || row.position === null) continue;
      if ((await this.owners(row.space, row.resource)).length > 0) continue;
      const position = placeFromKey(row.position);
      await this.taken.free(row.sequence, position, position);
    }
  }
}
