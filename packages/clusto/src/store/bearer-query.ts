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
export type FlatBearerRow = EntityRow & Readonly<Record<`has_${number}` | `bears_${number}`, number | null>>;

/** The statement for all bearers in a container, in the order of insertion. */
export function bearerQuery(condition: BearerCondition, parameters: Parameters, dialect: Dialect): string {
  const { container, member, key, quantities, loads } = condition;
  const keyParameter = parameters.add(key);
  // the entity is what the search has to go by: many share the key
  const has = quantities.map(
    (quantity, index) => `(select min(coalesce(a.float_value, a.int_value)) from attributes a
      where a.entity_id = m.member_id and a.key = ${keyParameter} and ${dialect.unindexed('a.subkey')} = ${parameters.add(quantity)}
        and a.datatype in ('int', 'float') and ${visible('a')}) as has_${index}`,
  );
  const bears = loads.map(
    (quantity, index) => `(select l.total from loads l
      where l.bearer_id = m.member_id and l.quantity = ${parameters.add(quantity)}) as bears_${index}`,
  );
  const only = member === undefined ? '' : ` and m.member_id = ${parameters.add(member)}`;
  return `select e.entity_id as id, e.name, e.type, e.driver, ${[...has, ...bears].join(', ')}
    from memberships m join entity_states e on e.entity_id = m.member_id and ${visible('e')}
    where m.container_id = ${parameters.add(container)}${only} and ${visible('m')} order by m.id`;
}

export function bearerFromRow(row: FlatBearerRow, { quantities, loads }: BearerCondition): BearerRow {
  const { id, name, type, driver } = row;
  const has = quantities.map((_, index) => row[`has_${index}`] ?? null);
  return { id, name, type, driver, has, bears: loads.map((_, index) => row[`bears_${index}`] ?? 0) };
}
