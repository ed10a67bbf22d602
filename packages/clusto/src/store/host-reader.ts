import { visible } from './attribute-condition.ts';
import type { SqlValue } from './dialect.ts';
import { VersionReader } from './version-reader.ts';
import type { Datatype } from './rows.ts';

/** Which entities to read: those named, or all whose id is in a range, both ends included. */
export type EntitySpan = readonly number[] | { readonly from: number; readonly to: number };

/** Something noted at a port. */
export interface PortRow {
  readonly entity: number;
  readonly name: string;
  readonly key: string;
  readonly number: number;
  readonly mac: string | null;
  readonly osPort: string | null;
}

/** An address that an entity has. */
export interface BoundAddressRow {
  readonly entity: number;
  readonly number: number;
  readonly ip: string | null;
  readonly cidr: string | null;
  readonly osPort: string | null;
  readonly manager: number | null;
  readonly since: number;
  /** Where its owner has declined it: when, until when (microseconds since 1970), by which client, and since which version. */
  readonly declined: number | null;
  readonly declinedUntil: number | null;
  readonly declinedBy: string | null;
  readonly declinedSince: number | null;
}

/** A plain value of an attribute. */
export interface SettingRow {
  readonly entity: number;
  readonly name: string;
  readonly key: string;
  readonly subkey: string | null;
  readonly datatype: Datatype;
  readonly int: number | bigint | string | null;
  readonly float: number | null;
  readonly string: string | null;
  readonly since: number;
}

/** An entity in another; memberships have ids in the order in which they began. */
export interface MembershipRow {
  readonly id: number;
  readonly member: number;
  readonly container: number;
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `'${key.replaceAll("'", "''")}'`).join(', ');

/** A range, as LIKE ignores case on SQLite. */
const isPort = `a.key >= 'port-' and a.key < 'port.'`;

/**
 * Reads what the network knows of many entities at once: in the same number of statements, however many there are. Groups
 * are in the order of an index, which gives them without sorting.
 */
export class HostReader extends VersionReader {
  /** @param text with the condition on a column of ids in its place; its values are `$2`, and `$3` of a range */
  #spanned<Row>(span: EntitySpan, text: (isMeant: (column: string) => string) => string): Promise<Row[]> {
    const isList = Array.isArray(span);
    const { from, to } = isList ? { from: 0, to: 0 } : (span as { from: number; to: number });
    const values: SqlValue[] = isList ? [this.at, span as readonly number[]] : [this.at, from, to];
    const condition = (column: string): string =>
      isList ? this.dialect.anyOf(column, '$2', 'int') : `${column} between $2 and $3`;
    return this.connection().all<Row>(text(condition), values);
  }

  /** The highest id of an entity that is there; 0 where there is none. */
  async lastEntity(): Promise<number> {
    const text = `select max(e.entity_id) as last from entity_states e where ${visible('e')}`;
    const [row] = await this.connection().all<{ last: number | null }>(text, [this.at]);
    return row?.last ?? 0;
  }

  /** The ports of which a MAC address or a name is known. */
  ports(span: EntitySpan): Promise<PortRow[]> {
    const part = (subkey: string): string => `min(case a.subkey when '${subkey}' then a.string_value end)`;
    return this.#spanned(
      span,
      (
        isMeant,
      ) => `select a.entity_id as entity, min(e.name) as name, a.key, a.number, ${part('mac')} as mac, ${part('osportname')} as "osPort"
        from attributes a join entity_states e on e.entity_id = a.entity_id and ${visible('e')}
        where ${isMeant('a.entity_id')} and ${this.#unindexed(isPort)} and a.subkey in ('mac', 'osportname') and ${visible('a')}
        group by a.entity_id, a.key, a.number`,
    );
  }

  #unindexed(condition: string): string {
    return condition.replaceAll('a.key', this.dialect.unindexed('a.key'));
  }

  /** The addresses that managers have given out, oldest number first. */
  addresses(span: EntitySpan): Promise<BoundAddressRow[]> {
    const part = (subkey: string, column: string): string => `max(case a.subkey when '${subkey}' then a.${column} end)`;
    return this.#spanned(
      span,
      (
        isMeant,
      ) => `select a.entity_id as entity, a.number, ${part('ipstring', 'string_value')} as ip, ${part('cidr', 'string_value')} as cidr,
          ${part('osportname', 'string_value')} as "osPort", ${part('manager', 'relation_id')} as manager,
          ${part('ipstring', 'from_version')} as since, ${part('declined', 'int_value')} as declined,
          ${part('declined-until', 'int_value')} as "declinedUntil", ${part('declined-by', 'string_value')} as "declinedBy",
          ${part('declined-until', 'from_version')} as "declinedSince"
        from attributes a where ${isMeant('a.entity_id')} and ${this.#unindexed(`a.key = 'ip'`)} and ${visible('a')}
        group by a.entity_id, a.key, a.number order by a.entity_id, a.key, a.number`,
    );
  }

  /** The attributes with one of some keys, in the order of their numbers and of writing. */
  settings(span: EntitySpan, keys: readonly string[]): Promise<SettingRow[]> {
    return this.#spanned(
      span,
      (
        isMeant,
      ) => `select a.entity_id as entity, e.name, a.key, a.subkey, a.datatype, ${this.dialect.wideInt('a.int_value')} as "int",
          a.float_value as "float", a.string_value as string, a.from_version as since
        from attributes a join entity_states e on e.entity_id = a.entity_id and ${visible('e')}
        where ${isMeant('a.entity_id')} and ${this.#unindexed(`a.key in (${quoted(keys)})`)} and ${visible('a')}
        order by a.entity_id, coalesce(a.number, -1), a.id`,
    );
  }

  /** Which entities have an attribute with one of some keys. */
  async bearers(span: EntitySpan, keys: readonly string[]): Promise<number[]> {
    const rows = await this.#spanned<{ id: number }>(
      span,
      (isMeant) => `select distinct a.entity_id as id from attributes a
        where ${isMeant('a.entity_id')} and ${this.#unindexed(`a.key in (${quoted(keys)})`)} and ${visible('a')}`,
    );
    return rows.map(({ id }) => id);
  }

  /** What entities are directly in. */
  memberships(span: EntitySpan): Promise<MembershipRow[]> {
    return this.#spanned(
      span,
      (isMeant) => `select m.id, m.member_id as member, m.container_id as container from memberships m
        where ${isMeant('m.member_id')} and ${visible('m')} order by m.member_id, m.id`,
    );
  }

  /** The memberships of some entities and of all that they are in, at all depths; each once. */
  membershipsAbove(entities: readonly number[]): Promise<MembershipRow[]> {
    return this.#spanned(
      entities,
      (isMeant) => `with recursive edges (id, member, container) as (
          select m.id, m.member_id, m.container_id from memberships m where ${isMeant('m.member_id')} and ${visible('m')}
          union
          select m.id, m.member_id, m.container_id from edges w join memberships m on m.member_id = w.container and ${visible('m')}
        ) select id, member, container from edges order by id`,
    );
  }

  /** What is below any of some entities, at all depths. */
  async below(entities: readonly number[]): Promise<number[]> {
    const text = `with recursive below (id) as (
        select m.member_id from memberships m where ${this.dialect.anyOf('m.container_id', '$2', 'int')} and ${visible('m')}
        union
        select m.member_id from below w join memberships m on m.container_id = w.id and ${visible('m')}
      ) select id from below`;
    const rows = await this.connection().all<{ id: number }>(text, [this.at, entities]);
    return rows.map(({ id }) => id);
  }
}
