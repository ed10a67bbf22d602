import type { VersionRow } from './rows.ts';

/** Who keeps a record of what is written and refused, outside of the database. */
export interface Audit {
  /** Called before a transaction begins, which it keeps from happening by throwing. */
  prepare(): void;
  /** What was committed. An error is the caller's, though the version stands. */
  committed(version: VersionRow): Promise<void>;
  /** A transaction that was meant to write and failed. */
  refused(note: Pick<VersionRow, 'actor' | 'message' | 'source'>, error: unknown): void;
}
