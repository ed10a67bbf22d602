import { unlessAborted } from '../../base/unless-aborted.ts';
import { planQuery, type QueryOptions } from '../../query/plan-query.ts';
import { termReach } from '../../query/term-reach.ts';
import { type HistoryView } from '../history/history-view.ts';
import { type VersionDescription } from '../history/show-version.ts';
import { type MomentInput, versionAt } from '../history/version-at.ts';
import { type Filter, type FilteredVersion } from './filtered-version.ts';
import { type PageVersion } from './page-version.ts';
import { pagesOf } from './version-pages.ts';

export interface ChangesParams extends QueryOptions {
  /**
   * The version that is known already, or a time: the feed begins with the one after it, so 0 is all of history, and the number
   * of the last version that was seen is where to go on. The latest version when it is left out.
   */
  readonly since?: MomentInput | undefined;
  /** Only versions in which what this query finds changes, or is another. */
  readonly query?: string | undefined;
  /** Ends the feed when it is given. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told with the error when the database does not answer, and with null when it does again. In between nothing is lost.
   */
  readonly onOutage?: ((error: unknown) => void) | undefined;
  /**
   * Told of each version that is over, whether the query let it through or not: where to go on from. A version that was handed
   * out is over when the next one is asked for.
   */
  readonly onPassed?: ((version: number) => void) | undefined;
}

function filterOf(inventory: HistoryView, query: string, options: QueryOptions): Filter {
  const term = planQuery(query, inventory.registry, options);
  const key = JSON.stringify(term, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return { key, term, reach: termReach(term) };
}

/**
 * The versions after one; in a view of the past up to that, else without end. With a query only those that matter to what
 * it finds.
 */
export async function* followChanges(
  inventory: HistoryView,
  {
    since,
    query,
    onOutage,
    onPassed,
    merge,
  }: Omit<ChangesParams, 'signal' | 'since'> & { readonly since: MomentInput },
  signal: AbortSignal,
): AsyncGenerator<VersionDescription | FilteredVersion, undefined> {
  const { commits } = inventory;
  const filter = query === undefined ? undefined : filterOf(inventory, query, { merge });
  let last = await versionAt(inventory, since);
  const until = inventory.isPast ? await inventory.version() : Infinity;
  const isOver = (): boolean => signal.aborted || commits.closed.aborted || last >= until;
  const pages = pagesOf(inventory);
  const seen = async (version: PageVersion): Promise<VersionDescription | FilteredVersion | undefined> => {
    if (filter === undefined) return version.description;
    for (;;) {
      const found = isOver() ? { answer: undefined } : await unlessAborted(signal, pages.seen(version, filter));
      if (found !== undefined) return found.answer;
    }
  };
  const unfollow = commits.follow(onOutage, !inventory.isPast);
  try {
    while (!isOver()) {
      const page = await unlessAborted(signal, pages.after(last));
      for (const version of page?.versions ?? []) {
        if (version.description.number > until) return;
        const entry = await seen(version);
        if (isOver()) return;
        if (entry !== undefined) yield entry;
        last = version.description.number;
        onPassed?.(last);
      }
      if (page === undefined) continue;
      // what cannot be seen is passed, too
      const isMore = page.versions.length > 0 || (page.until ?? 0) > last;
      last = Math.min(Math.max(last, page.until ?? 0), until);
      if (page.until === last) onPassed?.(last);
      if (!isMore && !isOver()) await commits.after(page.mark, signal);
    }
  } finally {
    await unfollow();
  }
}
