import { type Parameters } from './attribute-condition.ts';
import type { Dialect } from './dialect.ts';
import { open } from './rows.ts';
import type { SightedTable } from './sight.ts';

/** Which versions to read; what is left out does not restrict. */
export interface VersionCondition {
  readonly numbers?: readonly number[];
  /** Only versions after this one. */
  readonly after?: number;
  /** Only versions before this one. */
  readonly before?: number;
  readonly actor?: string;
  /** A part of the message, whatever the case of its ASCII letters. */
  readonly message?: string;
  /** Only versions that changed one of these entities, or what it is in, or what is in it. */
  readonly entities?: readonly number[];
  /** Only versions that changed attributes with this key. */
  readonly key?: string;
  readonly limit?: number;
}

/** How the rows of a table are read, those that versions began and those that they ended. */
export type Rows = (when: 'begun' | 'ended', table: SightedTable) => string;

/** Which versions began or ended a row of a table that meets a condition. */
function touching(rows: Rows, table: SightedTable, condition: string): string {
  return `select from_version as number from ${rows('begun', table)} where ${condition}
    union select to_version from ${rows('ended', table)} where ${condition} and to_version < ${open}`;
}

/** The versions that changed what is meant, found by what that is. */
function changers(
  { entities, key }: VersionCondition,
  parameters: Parameters,
  dialect: Dialect,
  rows: Rows,
): string | undefined {
  if (entities === undefined && key === undefined) return undefined;
  const wanted = entities === undefined ? '' : parameters.add(entities);
  const anyOf = (...columns: readonly string[]): string =>
    `(${columns.map((column) => dialect.anyOf(column, wanted, 'int')).join(' or ')})`;
  if (key !== undefined) {
    const owned = entities === undefined ? '' : ` and ${anyOf('entity_id')}`;
    return touching(rows, 'attributes', `key = ${parameters.add(key)}${owned}`);
  }
  return [
    touching(rows, 'entity_states', anyOf('entity_id')),
    touching(rows, 'attributes', anyOf('entity_id')),
    touching(rows, 'memberships', anyOf('container_id', 'member_id')),
    touching(rows, 'allocations', anyOf('entity_id', 'manager_id')),
  ].join(' union ');
}

/** The condition that a version changed an attribute of a key, found by the version. */
function changedKey(key: string, parameters: Parameters, dialect: Dialect, rows: Rows): string {
  const found = (when: 'begun' | 'ended', column: string, more: string): string => `exists (select 1
    from ${rows(when, 'attributes')} a
    where a.${column} = v.number${more} and ${dialect.unindexed('a.key')} = ${parameters.add(key)})`;
  return `(${found('begun', 'from_version', '')} or ${found('ended', 'to_version', ` and a.to_version < ${open}`)})`;
}

/**
 * The statement for the versions that are meant, newest first.
 * @param options.isFrequent whether the key was changed so often that the newest versions are looked through for it
 */
export function versionQuery(
  condition: VersionCondition,
  parameters: Parameters,
  dialect: Dialect,
  { isFrequent, rows }: { readonly isFrequent: boolean; readonly rows: Rows },
): string {
  const { numbers, after, before, actor, message, key, limit } = condition;
  const terms = ['v.number <= $1'];
  if (numbers !== undefined) terms.push(dialect.anyOf('v.number', parameters.add(numbers), 'int'));
  if (after !== undefined) terms.push(`v.number > ${parameters.add(after)}`);
  if (before !== undefined) terms.push(`v.number < ${parameters.add(before)}`);
  if (actor !== undefined) terms.push(`v.actor = ${parameters.add(actor)}`);
  if (message !== undefined) terms.push(dialect.contains('lower(v.message)', parameters.add(message.toLowerCase())));
  if (isFrequent && key !== undefined) terms.push(changedKey(key, parameters, dialect, rows));
  const found = isFrequent ? undefined : changers(condition, parameters, dialect, rows);
  // for SQLite a cross join says in which order to search: it has no statistics, and would go through all versions
  const from = found === undefined ? 'versions v' : `(${found}) c cross join versions v`;
  if (found !== undefined) terms.push('v.number = c.number');
  const most = limit === undefined ? '' : ` limit ${Math.trunc(limit)}`;
  return `select v.* from ${from} where ${terms.join(' and ')} order by v.number desc${most}`;
}
