import { type Parameters, visible } from './attribute-condition.ts';
import type { Connection, Dialect, SqlValue } from './dialect.ts';
import { type EntityTerm, TermWriter } from './entity-term.ts';
import { open } from './rows.ts';
import { tables } from './tables.ts';

/** The tables with rows of versions, each with the columns by which a row says something of an entity. */
const sighted = {
  entity_states: ['entity_id'],
  attributes: ['entity_id', 'relation_id'],
  memberships: ['container_id', 'member_id'],
  allocations: ['entity_id', 'manager_id'],
} as const;
export type SightedTable = keyof typeof sighted;

/** Tables of the present alone, with the column that says whose a row is. */
const present: Readonly<Record<string, string>> = { observations: 'entity_id', loads: 'bearer_id' };

const readable = new Set<string>([...Object.keys(sighted), ...Object.keys(present), 'attribute_rows', 'versions']);
/** Any table; of those that are not readable, no statement that is limited may have the name. */
const anyTable = new RegExp(
  `\\b(?:(begun|ended|past|known|every)_)?(${[...new Set([...readable, ...tables, 'schema_migrations'])].join('|')})\\b`,
  'g',
);
const isSource = /\b(?:from|join)\s+$/i;

/** At which version a row is looked at: `z` is the row. */
const moments = { seen: '$1', begun: 'z.from_version', ended: 'z.to_version - 1' } as const;
type Moment = keyof typeof moments;

/** A statement in which every table is what can be seen of it. */
interface Rewritten {
  readonly text: string;
  /** What follows the values of the statement itself. */
  readonly values: readonly SqlValue[];
}

const mostKept = 500;

/** Writes what can be seen of each table, as a part of one statement. */
class SightWriter {
  readonly values: SqlValue[] = [];
  readonly #term: EntityTerm;
  readonly #dialect: Dialect;
  readonly #parameters: Pick<Parameters, 'add'>;

  /** @param taken how many parameters the statement has */
  constructor(term: EntityTerm, dialect: Dialect, taken: number) {
    this.#term = term;
    this.#dialect = dialect;
    this.#parameters = {
      add: (value) => {
        this.values.push(value);
        return `$${taken + this.values.length}`;
      },
    };
  }

  #meets(alias: string, version: string, isNarrow = true): string {
    return `(${new TermWriter(this.#parameters, this.#dialect, isNarrow, version).write(this.#term, alias)})`;
  }

  /** That the entity in a column can be seen at a version. */
  #isSeen(column: string, version: string): string {
    return `exists (select 1 from entity_states y where y.entity_id = ${column} and ${visible('y', version)} and ${this.#meets('y', version)})`;
  }

  /** That a row `z` of a table can be seen: every entity that it has to do with. */
  #condition(table: SightedTable, moment: Moment): string {
    const version = moments[moment];
    if (table === 'entity_states') return `${visible('z', version)} and ${this.#meets('z', version)}`;
    return sighted[table]
      .map((column) =>
        column === 'relation_id'
          ? `(z.${column} is null or ${this.#isSeen(`z.${column}`, version)})`
          : this.#isSeen(`z.${column}`, version),
      )
      .join(' and ');
  }

  /** Whether a version began or ended a row that can be seen, or one that cannot. */
  #touches(number: string, isSeen: boolean): string {
    const rows = (table: SightedTable, moment: Moment, which: string): string =>
      `exists (select 1 from ${table} z where ${which} and ${isSeen ? '' : 'not '}(${this.#condition(table, moment)}))`;
    const any = (Object.keys(sighted) as SightedTable[]).flatMap((table) => [
      rows(table, 'begun', `z.from_version = ${number}`),
      rows(table, 'ended', `z.to_version = ${number} and z.to_version < ${open}`),
    ]);
    return `(${any.join(' or ')})`;
  }

  /** The body of one table as it is seen. */
  body(prefix: string, table: string): string {
    if (prefix === 'known') return `select number, time, '' as actor, null as message, '' as source from versions`;
    if (table === 'versions')
      // why something was done may name what cannot be seen, where it was done to that, too
      return `select v.number, v.time, v.actor, case when ${this.#touches('v.number', false)} then null else v.message end as message,
        v.source from versions v where ${this.#touches('v.number', true)}`;
    if (table === 'attribute_rows')
      return `select id, entity_id, key, subkey, number, datatype, int_value, float_value, string_value, relation_id, managed,
          from_version, to_version from seen_attributes
        union all
        select id, container_id, '_contains', subkey, number, 'relation', null, null, null, member_id, 0,
          from_version, to_version from seen_memberships`;
    // what is read as a whole: what meets each part of the term is looked up once, and not for each row whether it does
    if (prefix === 'every')
      return `select z.* from ${table} z where ${visible('z', '$1')} and ${this.#meets('z', '$1', false)}`;
    const bearer = present[table];
    if (bearer !== undefined) return `select z.* from ${table} z where ${this.#isSeen(`z.${bearer}`, '$1')}`;
    const own = table as SightedTable;
    if (prefix !== 'past') return `select z.* from ${own} z where ${this.#condition(own, prefix as Moment)}`;
    const last = `case when z.to_version > $1 then $1 else z.to_version - 1 end`;
    return `select z.* from ${own} z where ${this.#meets('z', moments.begun)} or ${this.#meets('z', last)}`;
  }
}

/**
 * What of an inventory can be seen: the entities that meet a term, as they are at the version that is read at, and what
 * is between them. A row shows only if every entity that it has to do with can be seen. It is put between a reader and the
 * database: each statement is given what can be seen of the tables that it names, and one that names another is refused, so that
 * none can forget it.
 */
export class Sight {
  /** What an entity has to meet. */
  readonly term: EntityTerm;
  readonly #dialect: Dialect;
  readonly #rewritten = new Map<string, Rewritten>();

  constructor(term: EntityTerm, dialect: Dialect) {
    this.term = term;
    this.#dialect = dialect;
  }

  /** That a row of `entity_states` meets the term at a version. @param version an expression of it */
  meets(alias: string, version: string, parameters: Pick<Parameters, 'add'>): string {
    return `(${new TermWriter(parameters, this.#dialect, true, version).write(this.term, alias)})`;
  }

  /** A connection through which only this is seen. It cannot write. */
  through(connection: Connection): Connection {
    return {
      all: async (text, values) => {
        const seen = this.#rewrite(text, values.length);
        return connection.all(seen.text, [...values, ...seen.values]);
      },
      run: async () => {
        throw new Error('what is limited to what can be seen does not write');
      },
    };
  }

  #rewrite(text: string, taken: number): Rewritten {
    const key = `${taken} ${text}`;
    const known = this.#rewritten.get(key);
    if (known !== undefined) return known;
    const rewritten = this.#written(text.trim(), taken);
    if (this.#rewritten.size >= mostKept) this.#rewritten.clear();
    this.#rewritten.set(key, rewritten);
    return rewritten;
  }

  #written(text: string, taken: number): Rewritten {
    const parts = new Map<string, readonly [prefix: string, table: string]>();
    const named = text.replace(anyTable, (found, given: string | undefined, table: string, at: number) => {
      const prefix = given ?? 'seen';
      if (!readable.has(table) || !isSource.test(text.slice(0, at)))
        throw new Error(`what can be seen of ${found} is not known in: ${text}`);
      if (table === 'attribute_rows')
        for (const one of ['attributes', 'memberships']) parts.set(`seen_${one}`, ['seen', one]);
      parts.set(`${prefix}_${table}`, [prefix, table]);
      return `${prefix}_${table}`;
    });
    const writer = new SightWriter(this.term, this.#dialect, taken);
    const seen = [...parts].map(
      ([name, [prefix, table]]) => `${name} as not materialized (${writer.body(prefix, table)})`,
    );
    const rest = named.replace(/^with\s+(?:recursive\s+)?/i, '');
    const joined = rest === named ? ' ' : ', ';
    return { text: `with recursive ${seen.join(', ')}${joined}${rest}`, values: writer.values };
  }
}
