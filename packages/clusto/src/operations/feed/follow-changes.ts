import { unlessAborted } from '../../base/unless-aborted.ts';
import { type HistoryView } from '../history/history-view.ts';
import { type MomentInput, versionAt } from '../history/version-at.ts';
import { type VersionDescription } from '../history/show-version.ts';
import { pagesOf } from './version-pages.ts';

export interface ChangesParams {
  /**
   * The version that is known already, or a time: the feed begins with the one after it, so 0 is all of history, and the number
   * of the last version that was seen is where to go on. The latest version when it is left out.
   */
  readonly since?: MomentInput | undefined;
  /** Ends the feed when it is given. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told with the error when the database does not answer, and with null when it does again. In between nothing is lost.
   */
  readonly onOutage?: ((error: unknown) => void) | undefined;
}

/** The versions after one; in a view of the past up to that, else without end. */
export async function* followChanges(
  inventory: HistoryView,
  { since, onOutage }: Pick<ChangesParams, 'onOutage'> & { readonly since: MomentInput },
  signal: AbortSignal,
): AsyncGenerator<VersionDescription, undefined> {
  const { commits } = inventory;
  const pages = pagesOf(inventory);
  let last = await versionAt(inventory, since);
  const until = inventory.isPast ? await inventory.version() : Infinity;
  const isOver = (): boolean => signal.aborted || commits.closed.aborted || last >= until;
  const unfollow = commits.follow(onOutage);
  try {
    while (!isOver()) {
      const page = await unlessAborted(signal, pages.after(last));
      for (const { description } of page?.versions ?? []) {
        if (isOver()) return;
        yield description;
        last = description.number;
      }
      if (page?.versions.length === 0) await commits.after(page.mark, signal);
    }
  } finally {
    await unfollow();
  }
}
