import { type Parameters, visible } from './attribute-condition.ts';
import type { Dialect } from './dialect.ts';
import type { EntityRow } from './rows.ts';

/** Which members of a container to read, and what of them. */
export interface BearerCondition {
  readonly container: number;
  /** Only this member. */
  readonly member?: number;
  /** The key of the attributes that say how much a bearer has; their subkeys are the quantities. */
  readonly key: string;
  readonly quantities: readonly string[];
  /** The loads to read. They are those of the present, whatever the version that is read at. */
  readonly loads: readonly string[];
}

/** A member with what it has and what it bears, each in the order that was asked for. */
export interface BearerRow extends EntityRow {
  /** Null where no attribute says; of several the smallest. */
  readonly has: readonly (number | null)[];
  readonly bears: readonly number[];
}

/** A row of the statement: its columns are named `has_0`, `bears_0` and so on. */
export type FlatBearerRow = EntityRow & { readonly place: number } & Readonly<
    Record<`has_${number}` | `bears_${number}`, number | null>
  >;

/** The statement for all bearers in a container, with the `place` of each in the order of insertion. */
export function bearerQuery(condition: BearerCondition, parameters: Parameters, dialect: Dialect): string {
  const { container, member, key, quantities, loads } = condition;
  const containerParameter = parameters.add(container);
  const only = member === undefined ? undefined : parameters.add(member);
  const meant = (alias: string): string =>
    `${alias}.container_id = ${containerParameter} and ${visible(alias)}${only === undefined ? '' : ` and ${alias}.member_id = ${only}`}`;
  const has = quantities.map(
    (quantity, index) =>
      `min(case x.subkey when ${parameters.add(quantity)} then coalesce(x.float_value, x.int_value) end) as has_${index}`,
  );
  // what SQLite has to search by is the entity and the key; by entity and version it would read all that an entity has
  const totals = `select x.entity_id, ${has.join(', ')} from memberships k cross join attributes x
      where ${meant('k')} and x.entity_id = k.member_id and x.key = ${parameters.add(key)} and x.datatype in ('int', 'float')
        and x.from_version <= $1 and ${dialect.unindexed('x.to_version')} > $1
      group by x.entity_id`;
  const borne = loads.map((quantity, index) => {
    const load = `l${index}`;
    return {
      column: `${load}.total as bears_${index}`,
      join: `left join loads ${load} on ${load}.bearer_id = m.member_id and ${load}.quantity = ${parameters.add(quantity)}`,
    };
  });
  const columns = [...quantities.map((_, index) => `t.has_${index}`), ...borne.map(({ column }) => column)];
  return `select m.id as place, e.entity_id as id, e.name, e.type, e.driver, ${columns.join(', ')}
    from memberships m join entity_states e on e.entity_id = m.member_id and ${visible('e')}
    left join (${totals}) t on t.entity_id = m.member_id
    ${borne.map(({ join }) => join).join(' ')}
    where ${meant('m')}`;
}

/** The rows of the statement as bearers, in the order of insertion. */
export function bearersFromRows(rows: readonly FlatBearerRow[], { quantities, loads }: BearerCondition): BearerRow[] {
  const has = quantities.map((_, index) => `has_${index}` as const);
  const bears = loads.map((_, index) => `bears_${index}` as const);
  // sorted here, where they come in order already, or nearly
  return rows
    .toSorted((one, other) => one.place - other.place)
    .map((row) => ({
      id: row.id,
      name: row.name,
      type: row.type,
      driver: row.driver,
      has: has.map((column) => row[column] ?? null),
      bears: bears.map((column) => row[column] ?? 0),
    }));
}
