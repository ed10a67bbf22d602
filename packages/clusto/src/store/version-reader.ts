import type { Connection, Dialect } from './dialect.ts';

/** What reads a database as it is at one version. */
export abstract class VersionReader {
  protected readonly connection: () => Connection;
  protected readonly dialect: Dialect;
  /** The version. */
  protected readonly at: number;

  /** @param at a version number, or `now`: nothing after it is read */
  constructor(connection: () => Connection, dialect: Dialect, at: number) {
    this.connection = connection;
    this.dialect = dialect;
    this.at = at;
  }
}
