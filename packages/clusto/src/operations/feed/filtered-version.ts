import { ClustoMeta } from '../../inventory/meta.ts';
import { type TermReach } from '../../query/term-reach.ts';
import { type HistoryView } from '../history/history-view.ts';
import { type ChangedEntity, entitiesOfChange } from '../history/change.ts';
import { type VersionDescription } from '../history/show-version.ts';
import { affectedEntities } from './affected-entities.ts';
import { type PageVersion } from './page-version.ts';

/** A version as one sees it who follows what a query finds: only changes of that, and of what comes and goes. */
export interface FilteredVersion extends VersionDescription {
  /** What the query finds from this version on, in the order of creation, as it is called after it. */
  readonly entered: readonly ChangedEntity[];
  /** What it found before and finds now, and of which the version changed something. */
  readonly changed: readonly ChangedEntity[];
  /** What it does not find any more, as it is called after the version; what is gone as it was before. */
  readonly left: readonly ChangedEntity[];
}

/** A query, understood. */
export interface Filter {
  /** Equal for filters that find the same. */
  readonly key: string;
  readonly term: Parameters<HistoryView['reader']['matching']>[0];
  readonly reach: TermReach;
}

const inOrder = (entities: readonly ChangedEntity[]): ChangedEntity[] =>
  entities.toSorted((one, other) => one.id - other.id);

/**
 * A version seen through a filter; nothing where it does not matter there. The query is asked before and after the version,
 * of the few entities for which the answer may be another.
 */
export async function filteredVersion(
  inventory: Pick<HistoryView, 'committed'>,
  { description, rows, names, crossed }: PageVersion,
  { term, reach }: Filter,
): Promise<FilteredVersion | undefined> {
  const { number } = description;
  const [then, now] = [inventory.committed(number - 1), inventory.committed(number)];
  const moved = [...(crossed?.entered ?? []), ...(crossed?.left ?? [])].map(({ id }) => id);
  // what was in something may be out of sight after it
  const readers = crossed === undefined ? [now] : [then, now];
  const each = await Promise.all(readers.map((reader) => affectedEntities(reader, rows, reach, moved)));
  const affected = [...new Set(each.flat())];
  if (affected.length === 0) return undefined;
  const found = async (reader: typeof now): Promise<Map<number, ChangedEntity>> =>
    new Map((await reader.matching(term, ClustoMeta.driverName, affected)).map((row) => [row.id, row]));
  const [before, after] = await Promise.all([found(then), found(now)]);
  const named = new Set(description.changes.flatMap(entitiesOfChange).map(({ id }) => id));
  const span = { before: number - 1, after: number };
  const entered = inOrder([...after.values()].filter(({ id }) => !before.has(id)));
  const changed = inOrder([...after.values()].filter(({ id }) => before.has(id) && named.has(id)));
  const left = inOrder([...before.values()].filter(({ id }) => !after.has(id))).map((entity) =>
    // what the version did not name is called as before
    names.states(entity.id).length === 0 ? entity : names.between(entity.id, span),
  );
  if (entered.length + changed.length + left.length === 0) return undefined;
  const ours = new Set([...entered, ...changed, ...left].map(({ id }) => id));
  const changes = description.changes.filter((change) => entitiesOfChange(change).some(({ id }) => ours.has(id)));
  return { ...description, changes, entered, changed, left };
}
