import type { ChangedRows } from './changed-rows.ts';
import type { Reader } from './reader.ts';

/** What a transaction has done so far. */
export interface GuardedWork {
  /** Reads every row that the transaction began or ended. */
  changed(): Promise<ChangedRows>;
  /** Reads what was there before it. */
  readonly before: Reader;
  /** Reads what is there with it. */
  readonly after: Reader;
}

/** Who says whether what a transaction did may stand. */
export interface Guard {
  /** Called before the commit, and refuses by throwing. */
  check(work: GuardedWork): Promise<void>;
}
