import type { BackOff } from '../base/back-off.ts';

/** How often a database is looked at for commits, and tried again when it is lost; in milliseconds. */
export interface WatchTimes {
  /** SQLite: between two looks for a commit. */
  readonly poll: number;
  /** PostgreSQL: between two signs of life of the connection that listens. */
  readonly heartbeat: number;
  readonly retry: BackOff;
}

/** Whom a watch tells. */
export interface WatchListener {
  /**
   * Something may have been committed since the last call.
   * @param version the version, where it is known
   */
  onCommit(version?: number): void;
  /** The database does not answer; it is tried again. */
  onLost(error: unknown): void;
  /** It answers again, or for the first time. */
  onFound(): void;
  /** It cannot be watched, and trying again would not help. */
  onFailed(error: unknown): void;
}

/** Looks out for commits of all processes, from when it is made until it is closed. */
export interface CommitWatch {
  close(): Promise<void>;
}
