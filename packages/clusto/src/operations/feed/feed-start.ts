import { planQuery } from '../../query/plan-query.ts';
import { type HistoryView } from '../history/history-view.ts';
import { versionAt } from '../history/version-at.ts';
import { type ChangesParams } from './follow-changes.ts';

/**
 * The version after which a feed begins, before anything of it is read: what is asked for is looked at, so that it is refused
 * here and not later.
 * @throws VERSION_UNKNOWN, TIME_INVALID, QUERY_INVALID
 */
export async function feedStart(
  inventory: HistoryView,
  { since, query, merge }: Pick<ChangesParams, 'since' | 'query' | 'merge'>,
): Promise<number> {
  if (query !== undefined) planQuery(query, inventory.registry, { merge });
  return since === undefined ? inventory.version() : versionAt(inventory, since);
}
