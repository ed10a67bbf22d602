import { isUnstorable, Parameters, visible } from './attribute-condition.ts';
import type {
  AllocationRecord,
  AttributeRecord,
  ChangedRows,
  MembershipRecord,
  RecordSet,
  StateRecord,
} from './changed-rows.ts';
import type { Connection, Dialect } from './dialect.ts';
import type { Sight } from './sight.ts';
import { VersionReader } from './version-reader.ts';
import { open, type VersionRow } from './rows.ts';
import { type VersionCondition, versionQuery } from './version-query.ts';

const lifetime = 'from_version as "from", to_version as "to"';
const states = `id, entity_id as entity, name, type, driver, ${lifetime}`;
const memberships = `id, container_id as container, member_id as member, number, subkey, ${lifetime}`;
const allocations = `attribute_id as id, entity_id as entity, manager_id as manager, space, resource, forced, sequence, position, ${lifetime}`;

/** The columns that say whose a row is. */
const owners = {
  entity_states: ['entity_id'],
  attributes: ['entity_id'],
  memberships: ['container_id', 'member_id'],
  allocations: ['entity_id', 'manager_id'],
} as const;
type Table = keyof typeof owners;
type End = 'begun' | 'ended';
/** The column that says which version did so. */
const stamps = { begun: 'from_version', ended: 'to_version' } as const;
/** The columns by which a row has to do with an entity. */
const pointers = { ...owners, attributes: ['entity_id', 'relation_id'] } as const;

/** That an entity could be seen at a version. */
export interface Sighting {
  readonly entity: number;
  readonly version: number;
}

/** What a version did to an entity. */
export /** An entity at a version at which it could be seen. */
interface SeenEntity {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

interface TouchRow {
  readonly version: number;
  readonly entity: number;
  /** The versions at which it could be seen, by what was touched: the one before, this one, or both. */
  readonly first: number;
  readonly last: number;
  /** 1 where it began, or ended, to be what it was: both for a new name or driver. */
  readonly begun: number;
  readonly ended: number;
  /** How many entities the version touched. */
  readonly total: number;
}

/** From how many changes on of a key the newest versions are looked through for it. */
const frequent = 10_000;

/** Reads versions and what they changed; what that costs goes with the changes, and not with what there is. */
export class ChangeReader extends VersionReader {
  readonly #columns: Readonly<Record<Table, string>>;

  /** @param version a version number, or `now`: nothing after it is read @param sight what can be seen, where that is not everything */
  constructor(connection: () => Connection, dialect: Dialect, version: number, sight?: () => Sight | undefined) {
    super(connection, dialect, version, sight);
    const attributes = `id, entity_id as entity, key, subkey, number, datatype, ${dialect.wideInt('int_value')} as "int",
      float_value as "float", string_value as string, relation_id as relation, managed, ${lifetime}`;
    this.#columns = { entity_states: states, attributes, memberships, allocations };
  }

  /** Newest first. */
  async versions(condition: VersionCondition): Promise<VersionRow[]> {
    if (isUnstorable(condition.actor) || isUnstorable(condition.message) || isUnstorable(condition.key)) return [];
    const parameters = new Parameters(this.at);
    const text = versionQuery(condition, parameters, this.dialect, {
      isFrequent: await this.#isFrequent(condition),
      rows: (when, table) => this.table(when, table),
    });
    return this.connection().all<VersionRow>(text, parameters.values);
  }

  /** The next versions after one, in the order of time. */
  following(version: number, most: number): Promise<VersionRow[]> {
    const text = 'select * from versions where number > $2 and number <= $1 order by number limit $3';
    return this.connection().all<VersionRow>(text, [this.at, version, most]);
  }

  /** The version that last changed what an entity is, has, is in, or was given; 0 where none did. */
  async lastOf(entity: number): Promise<number> {
    // A row ends after it began, so that of those that have ended the end is enough, and the past is not gone through; but
    // whether both can be seen is a matter of each.
    const isThere = this.sight() === undefined ? ' and to_version > $1' : '';
    const of = (table: Table, owner: string): string[] => [
      `select max(from_version) as number from ${this.table('begun', table)} where ${owner} = $2 and from_version <= $1${isThere}`,
      `select max(to_version) from ${this.table('ended', table)} where ${owner} = $2 and to_version <= $1`,
    ];
    const all = [
      ...of('entity_states', 'entity_id'),
      ...of('attributes', 'entity_id'),
      ...of('memberships', 'member_id'),
      ...of('allocations', 'entity_id'),
    ];
    const text = `select max(number) as last from (${all.join(' union all ')}) changed`;
    const [row] = await this.connection().all<{ last: number | null }>(text, [this.at, entity]);
    return row?.last ?? 0;
  }

  /** Of each of these entities the last versions that changed it, or what it is in, or what is in it: `most` at most, newest first. */
  lastVersionsOf(entities: readonly number[], most: number): Promise<{ entity: number; version: number }[]> {
    const rows = (Object.entries(owners) as [Table, readonly string[]][]).flatMap(([table, columns]) =>
      columns.flatMap((column) =>
        (['begun', 'ended'] as const).map((when) => {
          const isOver = when === 'ended' ? ` and to_version < ${open}` : '';
          return `select ${column} as entity, ${stamps[when]} as version from ${this.table(when, table)}
            where ${this.dialect.anyOf(column, '$2', 'int')} and ${stamps[when]} <= $1${isOver}`;
        }),
      ),
    );
    const text = `select entity, version from (
        select entity, version, row_number() over (partition by entity order by version desc) as place
        from (${rows.join(' union ')}) touched
      ) ranked where place <= $3 order by entity, place`;
    return this.connection().all(text, [this.at, entities, most]);
  }

  /** How many rows each version of a span began or ended; those that did not are left out. */
  sizes(first: number, last: number): Promise<{ version: number; rows: number }[]> {
    const rows = (Object.keys(owners) as Table[]).flatMap((table) =>
      (['begun', 'ended'] as const).map((when) => {
        const column = stamps[when];
        return `select ${column} as version from ${this.table(when, table)} where ${column} between $2 and $3 and ${column} <= $1`;
      }),
    );
    const text = `select version, count(*) as rows from (${rows.join(' union all ')}) changed group by version`;
    return this.connection().all<{ version: number; rows: number }>(text, [this.at, first, last]);
  }

  async #isFrequent({ key, entities }: VersionCondition): Promise<boolean> {
    if (key === undefined || entities !== undefined || this.sight() !== undefined) return false;
    const text = `select count(*) as count from
      (select 1 from attributes where from_version <= $1 and key = $2 limit ${frequent}) found`;
    const [row] = await this.connection().all<{ count: number }>(text, [this.at, key]);
    return (row?.count ?? 0) >= frequent;
  }

  /** @param when of which version's sight it is whether a row can be seen; the one that is read at when it is left out */
  async #records(condition: (table: Table, add: Parameters['add']) => string, when?: End): Promise<RecordSet> {
    const read = async <Row extends { readonly id: number }>(table: Table): Promise<Row[]> => {
      const parameters = new Parameters(this.at);
      const where = condition(table, (value) => parameters.add(value));
      const from = when === undefined ? table : this.table(when, table);
      const text = `select ${this.#columns[table]} from ${from} where ${where}`;
      return (await this.connection().all<Row>(text, parameters.values)).sort((one, other) => one.id - other.id);
    };
    return {
      states: await read<StateRecord>('entity_states'),
      attributes: await read<AttributeRecord>('attributes'),
      memberships: await read<MembershipRecord>('memberships'),
      allocations: await read<AllocationRecord>('allocations'),
    };
  }

  #whose(table: Table, entities: readonly number[] | undefined, add: Parameters['add']): string {
    if (entities === undefined) return '';
    const wanted = add(entities);
    return ` and (${owners[table].map((column) => this.dialect.anyOf(column, wanted, 'int')).join(' or ')})`;
  }

  /**
   * How what is there now (or at the version that is read at) differs from what was there at an earlier one. What came
   * and went in between does not show.
   * @param entities only rows of these
   */
  async since(version: number, entities?: readonly number[]): Promise<ChangedRows> {
    // where entities are named, they are what the search goes by
    const column = (name: string): string => (entities === undefined ? name : this.dialect.unindexed(name));
    const begun = await this.#records((table, add) => {
      const from = column('from_version');
      const isNew = `${from} > ${add(version)} and ${from} <= $1 and ${this.dialect.unindexed('to_version')} > $1`;
      return isNew + this.#whose(table, entities, add);
    });
    const ended = await this.#records((table, add) => {
      const [then, to] = [add(version), column('to_version')];
      const isGone = `${to} > ${then} and ${to} <= $1 and to_version < ${open}`;
      const wasThere = `${this.dialect.unindexed('from_version')} <= ${then}`;
      return `${isGone} and ${wasThere}${this.#whose(table, entities, add)}`;
    }, 'ended');
    return { begun, ended };
  }

  /**
   * The rows that versions began, and those that they ended; a row that one began and another ended is in both.
   * @param entities only rows of these
   */
  async of(versions: readonly number[], entities?: readonly number[]): Promise<ChangedRows> {
    const read = (when: End, more: string): Promise<RecordSet> => {
      const column = stamps[when];
      return this.#records(
        (table, add) =>
          `${this.dialect.anyOf(column, add(versions), 'int')} and ${column} <= $1${more}${this.#whose(table, entities, add)}`,
        when,
      );
    };
    return { begun: await read('begun', ''), ended: await read('ended', ` and to_version < ${open}`) };
  }

  /**
   * The rows of entities that are live.
   * @param isPointedTo whether also what points to them counts, what they are in, and what they have given out
   */
  live(entities: readonly number[], isPointedTo: boolean): Promise<RecordSet> {
    return this.#records((table, add) => {
      const wanted = add(entities);
      const columns = isPointedTo ? pointers[table] : [owners[table][0]];
      const whose = columns.map((column) => this.dialect.anyOf(column, wanted, 'int')).join(' or ');
      return `to_version > $1 and (${whose})`;
    });
  }

  /**
   * Every name, type and driver that entities ever had, in the order of time. Where not everything can be seen: those with
   * which an entity could be seen when it came to have them, or can be now, or could at last.
   */
  states(entities: readonly number[]): Promise<StateRecord[]> {
    const text = `select ${states} from ${this.table('past', 'entity_states')} where from_version <= $1 and ${this.dialect.anyOf('entity_id', '$2', 'int')} order by id`;
    return this.connection().all<StateRecord>(text, [this.at, entities]);
  }

  /**
   * What entities were called at versions at which they could be seen, as rows that were read here say: at others it may be
   * what cannot be seen. Where everything can, every name that they ever had.
   */
  async statesSeen(seen: readonly Sighting[]): Promise<StateRecord[]> {
    const versions = Map.groupBy(seen, ({ entity }) => entity);
    if (versions.size === 0) return [];
    const text = `select ${states} from entity_states where from_version <= $1 and ${this.dialect.anyOf('entity_id', '$2', 'int')} order by id`;
    const rows = await this.source().all<StateRecord>(text, [this.at, [...versions.keys()]]);
    if (this.sight() === undefined) return rows;
    return rows.filter(({ entity, from, to }) =>
      versions.get(entity)?.some(({ version }) => from <= version && version < to),
    );
  }

  /** Those of some entities, each at a version, that could be seen there, as they were called; where everything can, those that were there. */
  async seenAt(asked: readonly Sighting[]): Promise<SeenEntity[]> {
    const parameters = new Parameters(this.at);
    const pairs = parameters.add(JSON.stringify(asked.map(({ entity, version }) => [entity, version])));
    const meets = this.sight()?.meets('y', 'p.other', parameters) ?? '1 = 1';
    const text = `select p.one as id, p.other as version, y.name, y.type, y.driver from ${this.dialect.pairs(pairs)} p
      join entity_states y on y.entity_id = p.one and ${visible('y', 'p.other')}
      where p.other <= $1 and ${meets} order by p.other, p.one`;
    return asked.length === 0 ? [] : this.source().all<SeenEntity>(text, parameters.values);
  }

  /** The times in which an entity, whichever, had a name. */
  async named(name: string): Promise<StateRecord[]> {
    if (isUnstorable(name)) return [];
    const text = `select ${states} from ${this.table('past', 'entity_states')} where from_version <= $1 and name = $2 order by id`;
    return this.connection().all<StateRecord>(text, [this.at, name]);
  }

  /** Which entities versions touched, of each version at most so many: those that came or went first. */
  touched(versions: readonly number[], most: number): Promise<TouchRow[]> {
    const rows = (table: Table, owner: string, when: End, mark: string): string => {
      const version = stamps[when];
      const isOver = when === 'ended' ? ` and to_version < ${open}` : '';
      return `select ${version} as version, ${owner} as entity, ${when === 'begun' ? version : `${version} - 1`} as at, ${mark}
        from ${this.table(when, table)} where ${this.dialect.anyOf(version, '$2', 'int')} and ${version} <= $1${isOver}`;
    };
    const all = [
      rows('entity_states', 'entity_id', 'begun', '1 as begun, 0 as ended'),
      rows('entity_states', 'entity_id', 'ended', '0, 1'),
      ...(['begun', 'ended'] as const).flatMap((when) => [
        rows('attributes', 'entity_id', when, '0, 0'),
        rows('memberships', 'member_id', when, '0, 0'),
      ]),
    ];
    const text = `select version, entity, first, last, begun, ended, total from (
        select version, entity, first, last, begun, ended, count(*) over (partition by version) as total,
          row_number() over (partition by version order by begun + ended desc, entity) as place
        from (select version, entity, min(at) as first, max(at) as last, max(begun) as begun, max(ended) as ended
          from (${all.join(' union all ')}) rows group by version, entity) touches
      ) ranked where place <= $3 order by version, place`;
    return this.connection().all<TouchRow>(text, [this.at, versions, most]);
  }
}
