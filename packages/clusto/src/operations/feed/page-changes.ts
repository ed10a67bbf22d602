import { type QueryOptions } from '../../query/plan-query.ts';
import { type Clusto } from '../clusto.ts';
import { type VersionDescription } from '../history/show-version.ts';
import { type MomentInput } from '../history/version-at.ts';
import { type FilteredVersion } from './filtered-version.ts';

export interface ChangePageParams extends QueryOptions {
  /** The version that is known already, or a time; what the view shows when it is left out, after which nothing comes. */
  readonly since?: MomentInput | undefined;
  /** Only versions in which what this query finds changes, or is another. */
  readonly query?: string | undefined;
  /** At most so many versions. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Some versions, and where to go on. */
export interface ChangePage {
  readonly items: readonly (VersionDescription | FilteredVersion)[];
  /** The `since` of the next page. Equal to the version of the view where nothing is left. */
  readonly next: number;
}

/** So many versions are looked through for a page, whatever the query lets through: a page comes soon, and may be empty. */
const mostLookedAt = 5000;

/**
 * The versions after one, in the order of commit, up to the one that a view shows.
 * @param view of the past, such as a snapshot
 * @throws VERSION_UNKNOWN, TIME_INVALID, QUERY_INVALID
 */
export async function pageChanges(
  view: Clusto,
  { since, limit, query, merge, signal }: ChangePageParams,
): Promise<ChangePage> {
  const { feedStart } = await import('./feed-start.ts');
  const start = await feedStart(view, { since, query, merge });
  const enough = new AbortController();
  const items: (VersionDescription | FilteredVersion)[] = [];
  let next = start;
  const onPassed = (version: number): void => {
    next = version;
    if (next - start >= mostLookedAt || signal?.aborted === true) enough.abort();
  };
  for await (const version of view.changes({ since: start, query, merge, signal: enough.signal, onPassed })) {
    items.push(version);
    next = version.number;
    if (items.length >= limit) break;
  }
  return { items, next };
}
