import { failure } from '../base/errors.ts';
import type { Connection, Dialect, SqlValue } from './dialect.ts';
import { continueIds, insertRows } from './insert-rows.ts';
import { type Load, Loads } from './loads.ts';
import { type AttributeName, type Datatype, open, type StoredValue, type VersionRow } from './rows.ts';
import { placeKey, runsOf } from './taken-runs.ts';

/** The versions in which a row of a history holds: from one on until before another, which is `Infinity` while it is live. */
export interface Lifetime {
  readonly from: number;
  readonly to: number;
}

/** An entity of a history; its names, types and drivers are states. */
export interface LoadedEntity {
  readonly id: number;
  readonly from: number;
}

export interface LoadedState extends Lifetime {
  readonly entity: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

export interface LoadedAttribute extends AttributeName, Lifetime {
  readonly id: number;
  readonly entity: number;
  readonly value: StoredValue;
  /** Whether it goes with an allocation. */
  readonly managed: boolean;
}

export interface LoadedMembership extends Lifetime {
  readonly id: number;
  readonly container: number;
  readonly member: number;
  readonly number: number;
  readonly subkey: string | null;
}

export interface LoadedCounter {
  readonly entity: number;
  readonly key: string;
  readonly value: number;
}

export interface LoadedAllocation extends Lifetime {
  /** The attribute that carries the resource. */
  readonly attribute: number;
  readonly entity: number;
  readonly manager: number;
  readonly space: string;
  readonly resource: Buffer;
  /** 0 for the one owner; for those beside it a number of their own. */
  readonly forced: number;
  readonly place?: { readonly sequence: string; readonly position: bigint };
  readonly loads: readonly Load[];
}

/** A live attribute or membership as it was stored, with the names at both of its ends. */
export interface StoredFact extends AttributeName {
  readonly id: number;
  readonly entity: string;
  readonly datatype: Datatype;
  /** Integers and dates, as text. */
  readonly int: string | null;
  readonly float: number | null;
  readonly string: string | null;
  readonly related: string | null;
}

const factsAtOnce = 5000;

const counted = {
  versions: 'versions',
  entities: 'entities',
  states: 'entity_states',
  attributes: 'attributes',
  memberships: 'memberships',
  counters: 'counters',
  allocations: 'allocations',
} as const;

/** How many rows there are of each kind. */
export type HistoryCounts = Readonly<Record<keyof typeof counted, number>>;

/** Writes a whole history into an empty inventory, row by row as it was elsewhere; inside one transaction. */
export class HistoryLoader {
  readonly #connection: Connection;
  readonly #dialect: Dialect;
  readonly #loads: Loads;

  constructor(connection: Connection, dialect: Dialect) {
    this.#connection = connection;
    this.#dialect = dialect;
    this.#loads = new Loads(connection);
  }

  /**
   * Empties an inventory in which nothing ever was but the entity that every inventory has.
   * @throws INVENTORY_NOT_EMPTY
   */
  async begin(metaDriver: string, label: string): Promise<void> {
    const text = 'select count(distinct entity_id) as others from entity_states where driver <> $1';
    const [row] = await this.#connection.all<{ others: number }>(text, [metaDriver]);
    const [latest] = await this.#connection.all<{ newest: number }>(
      'select coalesce(max(number), 0) as newest from versions',
      [],
    );
    if (row?.others !== 0) throw failure('INVENTORY_NOT_EMPTY', { dsn: label, version: latest?.newest });
    const tables = [
      'observations',
      'applied',
      'allocation_loads',
      'loads',
      'taken_runs',
      'allocations',
      'counters',
      'memberships',
      'attributes',
    ];
    for (const table of [...tables, 'entity_states', 'entities', 'versions'])
      await this.#connection.run(`delete from ${table}`, []);
  }

  #insert<Row>(
    table: string,
    columns: readonly string[],
    rows: readonly Row[],
    values: (row: Row) => readonly SqlValue[],
  ): Promise<void> {
    return insertRows(this.#connection, table, columns, rows, values);
  }

  versions(rows: readonly VersionRow[]): Promise<void> {
    const columns = ['number', 'time', 'actor', 'message', 'source'];
    return this.#insert('versions', columns, rows, (row) => [row.number, row.time, row.actor, row.message, row.source]);
  }

  entities(rows: readonly LoadedEntity[]): Promise<void> {
    return this.#insert('entities', ['id', 'from_version'], rows, (row) => [row.id, row.from]);
  }

  states(rows: readonly LoadedState[]): Promise<void> {
    const columns = ['entity_id', 'name', 'type', 'driver', 'from_version', 'to_version'];
    return this.#insert('entity_states', columns, rows, (row) => [
      row.entity,
      row.name,
      row.type,
      row.driver,
      ...lifetime(row),
    ]);
  }

  attributes(rows: readonly LoadedAttribute[]): Promise<void> {
    const columns =
      'id, entity_id, key, subkey, number, datatype, int_value, float_value, string_value, relation_id, managed, from_version, to_version';
    return this.#insert('attributes', columns.split(', '), rows, ({ value, ...row }) => {
      const scalar = value.datatype === 'relation' ? undefined : value;
      return [
        row.id,
        row.entity,
        row.key,
        row.subkey,
        row.number,
        value.datatype,
        scalar?.int ?? null,
        scalar?.float ?? null,
        scalar?.string ?? null,
        value.datatype === 'relation' ? value.relation : null,
        row.managed ? 1 : 0,
        ...lifetime(row),
      ];
    });
  }

  memberships(rows: readonly LoadedMembership[]): Promise<void> {
    const columns = ['id', 'container_id', 'member_id', 'number', 'subkey', 'from_version', 'to_version'];
    return this.#insert('memberships', columns, rows, (row) => [
      row.id,
      row.container,
      row.member,
      row.number,
      row.subkey,
      ...lifetime(row),
    ]);
  }

  counters(rows: readonly LoadedCounter[]): Promise<void> {
    return this.#insert('counters', ['entity_id', 'key', 'value'], rows, (row) => [row.entity, row.key, row.value]);
  }

  /** With the places that they take in their sequences, and what they take of bearers. */
  async allocations(rows: readonly LoadedAllocation[]): Promise<void> {
    const columns =
      'attribute_id, entity_id, manager_id, space, resource, forced, sequence, position, from_version, to_version';
    await this.#insert('allocations', columns.split(', '), rows, (row) => [
      row.attribute,
      row.entity,
      row.manager,
      row.space,
      row.resource,
      row.forced,
      row.place?.sequence ?? null,
      row.place ? placeKey(row.place.position) : null,
      ...lifetime(row),
    ]);
    const live = rows.filter(({ to }) => to === Infinity);
    const places = new Map<string, bigint[]>();
    for (const { place } of live) {
      if (place === undefined) continue;
      const taken = places.get(place.sequence) ?? [];
      taken.push(place.position);
      places.set(place.sequence, taken);
    }
    for (const [sequence, positions] of places)
      await this.#insert('taken_runs', ['sequence', 'low', 'high'], runsOf(positions), ([low, high]) => [
        sequence,
        placeKey(low),
        placeKey(high),
      ]);
    for (const { attribute, loads } of live) await this.#loads.add(attribute, loads);
  }

  /** Has the next rows get ids beyond those that were loaded. */
  async end(): Promise<void> {
    await continueIds(this.#connection, this.#dialect);
    if (this.#dialect.announce !== undefined)
      await this.#connection.all(`select ${this.#dialect.announce('null')}`, []);
  }

  // ---- looking at what was written

  async counts(): Promise<HistoryCounts> {
    const counts: [string, number][] = [];
    for (const [kind, table] of Object.entries(counted)) {
      const [row] = await this.#connection.all<{ count: number }>(`select count(*) as count from ${table}`, []);
      counts.push([kind, row?.count ?? 0]);
    }
    return Object.fromEntries(counts) as HistoryCounts;
  }

  /** Every attribute and membership that is live at a version, some at a time. */
  async *facts(version: number): AsyncGenerator<readonly StoredFact[]> {
    const visible = (alias: string): string => `${alias}.from_version <= $1 and ${alias}.to_version > $1`;
    const asText = this.#dialect.name === 'postgres' ? 'a.int_value::text' : 'cast(a.int_value as text)';
    for (const table of ['attributes', 'memberships']) {
      const rows =
        table === 'attributes'
          ? 'attributes'
          : `(select id, container_id as entity_id, '_contains' as key, subkey, number, 'relation' as datatype, null as int_value,
              null as float_value, null as string_value, member_id as relation_id, from_version, to_version from memberships)`;
      const int = table === 'attributes' ? asText : 'null';
      const text = `select a.id, o.name as entity, a.key, a.subkey, a.number, a.datatype, ${int} as "int", a.float_value as "float",
          a.string_value as string, r.name as related
        from ${rows} a join entity_states o on o.entity_id = a.entity_id and ${visible('o')}
        left join entity_states r on r.entity_id = a.relation_id and ${visible('r')}
        where ${visible('a')} and a.id > $2 order by a.id limit ${factsAtOnce}`;
      for (let last = 0; ;) {
        const some = await this.#connection.all<StoredFact>(text, [version, last]);
        yield some;
        if (some.length < factsAtOnce) break;
        last = (some.at(-1) as StoredFact).id;
      }
    }
  }
}

function lifetime({ from, to }: Lifetime): [number, number] {
  return [from, to === Infinity ? open : to];
}
