import type { Connection, Dialect } from './dialect.ts';
import type { Sight, SightedTable } from './sight.ts';

/** What reads a database as it is at one version. */
export abstract class VersionReader {
  /** Where statements run: through the sight, where there is one. */
  protected readonly connection: () => Connection;
  /** The same past the sight. */
  protected readonly source: () => Connection;
  protected readonly dialect: Dialect;
  /** The version. */
  protected readonly at: number;
  /** What can be seen, where that is not everything. */
  protected readonly sight: () => Sight | undefined;

  /** @param at a version number, or `now`: nothing after it is read */
  constructor(
    source: () => Connection,
    dialect: Dialect,
    at: number,
    sight: () => Sight | undefined = () => undefined,
  ) {
    this.source = source;
    this.sight = sight;
    this.connection = () => sight()?.through(source()) ?? source();
    this.dialect = dialect;
    this.at = at;
  }

  /** All entities, as a table for statements that look at each of them whatever is asked. */
  protected get everyEntity(): string {
    return this.sight() === undefined ? 'entity_states' : 'every_entity_states';
  }

  /**
   * A table as it is written after `from`, where a sight is not to look at the version that is read at: at the one that began a
   * row, at the last one in which it held, or at either.
   */
  protected table(when: 'begun' | 'ended' | 'past', table: SightedTable): string {
    return this.sight() === undefined ? table : `${when}_${table}`;
  }
}
