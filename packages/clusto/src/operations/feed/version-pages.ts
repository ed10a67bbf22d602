import { type Session } from '../../inventory/session.ts';
import { rowsByVersion } from '../history/changes-of-versions.ts';
import { describeChanges } from '../history/describe-changes.ts';
import { EntityNames } from '../history/entity-names.ts';
import { type Filter, filteredVersion, type FilteredVersion } from './filtered-version.ts';
import { type PageVersion } from './page-version.ts';
import { seenVersions } from './seen-versions.ts';
import { type Answer, untilAnswered } from './until-answered.ts';

/** The versions that follow one, some of them. */
export interface VersionPage {
  readonly after: number;
  readonly versions: readonly PageVersion[];
  /** The mark of the signal before it was read: an empty page was the end of history then. */
  readonly mark: number;
  /** The last version that was looked at, where not everything can be seen: those after the last one here are of no use. */
  readonly until?: number | undefined;
}

type Sight = NonNullable<Session['sight']>;
type Seen = Answer<FilteredVersion | undefined> | undefined;

/** How much a page holds at most, unless a single version is more; and how many pages are kept. */
const most = { versions: 256, rows: 5000, pages: 4 } as const;

type Inventory = Pick<Session, 'commits' | 'committed' | 'wholeCommitted' | 'registry' | 'sight'>;

/**
 * The versions of an inventory in pages, which all who follow it share: what many want at once is read once. A few pages
 * are kept for those who come a little later. Versions never change, so neither do pages.
 */
export class VersionPages {
  readonly #inventory: Inventory;
  readonly #reading = new Map<number, { readonly mark: number; readonly page: Promise<VersionPage | undefined> }>();
  readonly #filtered = new WeakMap<PageVersion, Map<string, Promise<Seen>>>();
  #kept: readonly VersionPage[] = [];

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /**
   * The next versions after one, in the order of commit; none at the end of history. A database that does not answer is asked
   * until it does.
   * @returns undefined when that was given up, as nobody followed any more
   * @throws DATABASE_FAILED, DATABASE_CORRUPT and the like: what asking again does not help against
   */
  async after(version: number): Promise<VersionPage | undefined> {
    const kept = this.#kept.find(
      ({ after, versions }) => after <= version && version < (versions.at(-1)?.description.number ?? 0),
    );
    if (kept !== undefined)
      return { ...kept, versions: kept.versions.filter(({ description }) => description.number > version) };
    const { mark } = this.#inventory.commits;
    const shared = this.#reading.get(version);
    // one that began before the last commit was told may be without it
    if (shared?.mark === mark) return shared.page;
    const reading = { mark, page: this.#read(version) };
    this.#reading.set(version, reading);
    try {
      const page = await reading.page;
      if (page !== undefined && page.versions.length > 0) this.#kept = [page, ...this.#kept].slice(0, most.pages);
      return page;
    } finally {
      if (this.#reading.get(version) === reading) this.#reading.delete(version);
    }
  }

  async #read(after: number): Promise<VersionPage | undefined> {
    const { commits, sight } = this.#inventory;
    if (sight !== undefined) return this.#readSeen(after, sight);
    let { mark } = commits;
    const read = await untilAnswered(commits, async () => {
      ({ mark } = commits);
      return { versions: await this.#load(after) };
    });
    return read && { after, mark, ...read.answer };
  }

  /** What can be seen of a page of everything: that is read once for all, and says what came into sight by what cannot be seen. */
  async #readSeen(after: number, sight: Sight): Promise<VersionPage | undefined> {
    const { commits, registry } = this.#inventory;
    const committed = (version?: number) => this.#inventory.wholeCommitted(version);
    const whole = await pagesOf({ commits, registry, committed, wholeCommitted: committed, sight: undefined }).after(
      after,
    );
    if (whole === undefined) return undefined;
    const { mark, versions } = whole;
    const until = versions.at(-1)?.description.number;
    if (until === undefined) return { after, mark, versions };
    const read = await untilAnswered(commits, async () => {
      const seen = await this.#load(after, until);
      return seenVersions(this.#inventory, sight, versions, seen);
    });
    return read && { after, mark, until, versions: read.answer };
  }

  /**
   * A version seen through a filter, which is worked out once for all who have the same one; with no answer where it does not
   * matter there.
   * @returns undefined when it was given up, as nobody followed any more
   */
  async seen(version: PageVersion, filter: Filter): Promise<Seen> {
    const known = this.#filtered.get(version) ?? new Map<string, Promise<Seen>>();
    this.#filtered.set(version, known);
    const seen =
      known.get(filter.key) ??
      untilAnswered(this.#inventory.commits, () => filteredVersion(this.#inventory, version, filter));
    known.set(filter.key, seen);
    let result: Seen;
    try {
      result = await seen;
      return result;
    } finally {
      // the next one tries again
      if (result === undefined) known.delete(filter.key);
    }
  }

  /** @param until nothing is read after it, and all up to it */
  async #load(after: number, until?: number): Promise<PageVersion[]> {
    const { registry } = this.#inventory;
    const { changes } = this.#inventory.committed(until);
    const following = await changes.following(after, most.versions);
    const versions = until === undefined ? await this.#few(following) : following;
    if (versions.length === 0) return [];
    const rows = await changes.of(versions.map(({ number }) => number));
    const names = await EntityNames.read(changes, rows);
    const rowsOf = rowsByVersion(rows);
    return versions.map((version) => {
      const { number } = version;
      const own = rowsOf(number);
      const described = describeChanges(own, { before: number - 1, after: number, names, registry });
      return { description: { ...version, time: new Date(version.time), changes: described }, rows: own, names };
    });
  }

  /** As many of the versions, from the first on, as a page holds. */
  async #few<Row extends { readonly number: number }>(versions: readonly Row[]): Promise<readonly Row[]> {
    const [first, last] = [versions[0], versions.at(-1)];
    if (first === undefined || last === undefined || first === last) return versions;
    const sizes = await this.#inventory.committed().changes.sizes(first.number, last.number);
    const rows = new Map(sizes.map((size) => [size.version, size.rows]));
    let total = 0;
    const beyond = versions.findIndex(({ number }) => (total += rows.get(number) ?? 0) > most.rows);
    return beyond === -1 ? versions : versions.slice(0, Math.max(1, beyond));
  }
}

const shared = new WeakMap<object, VersionPages>();

/** The pages that all views of an inventory share in which the same can be seen. */
export function pagesOf(inventory: Inventory): VersionPages {
  const whose = inventory.sight ?? inventory.commits;
  const pages = shared.get(whose) ?? new VersionPages(inventory);
  shared.set(whose, pages);
  return pages;
}
