import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { describeChanges } from './describe-changes.ts';
import { EntityNames } from './entity-names.ts';
import { findIdentity } from './find-identity.ts';
import { type MomentInput, versionAt } from './version-at.ts';

export interface DiffParams {
  /** Only changes of these; names, or what else means an entity, also ones that are gone. */
  readonly entities?: readonly string[] | undefined;
  /** Only changes of what this query finds, at either of the two versions. */
  readonly query?: string | undefined;
}

/** What is different between two versions. */
export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Change[];
}

/**
 * How one version differs from another: what came and went in between does not show. What that costs goes with what was
 * changed between them.
 * @param to the present when it is left out; it may be the earlier one
 * @throws VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID, ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, QUERY_INVALID
 */
export async function diffVersions(
  inventory: HistoryView,
  from: MomentInput,
  to?: MomentInput,
  { entities: terms = [], query }: DiffParams = {},
): Promise<Difference> {
  const before = await versionAt(inventory, from);
  const after = to === undefined ? await inventory.version() : await versionAt(inventory, to);
  const [older, newer] = [Math.min(before, after), Math.max(before, after)];
  const view = inventory.at(newer);
  const named = await Promise.all(terms.map((term) => findIdentity(inventory, term)));
  const found =
    query === undefined ? [] : (await Promise.all([inventory.at(older).query(query), view.query(query)])).flat();
  const isRestricted = terms.length > 0 || query !== undefined;
  const only = isRestricted ? [...new Set([...named, ...found.map(({ id }) => id)])] : undefined;
  const since = await view.reader.changes.since(older, only);
  const { begun, ended } = since;
  const rows = before <= after ? { begun, ended } : { begun: ended, ended: begun };
  const names = await EntityNames.read(view.reader.changes, since, newer);
  const changes = describeChanges(rows, { before, after, names, registry: inventory.registry });
  return { from: before, to: after, changes };
}
