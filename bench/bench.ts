import type { Clusto } from 'clusto';
import type { Row } from './measure.ts';
import type { Raw } from './raw.ts';

/** A database with clusto and without. */
export interface Bed extends AsyncDisposable {
  readonly clusto: Clusto;
  /** The same database by bare prepared statements. */
  readonly raw: Raw;
}

export interface BenchContext {
  /** An inventory of its own, empty. */
  readonly clusto: Clusto;
  readonly raw: Raw;
  readonly database: Row['database'];
  /** A run that only shows that everything works. */
  readonly isQuick: boolean;
  /** A run of the size that the figures of the documentation are of, which takes minutes. */
  readonly isFull: boolean;
  /** Another empty inventory on the same kind of database. */
  readonly openAnother: () => Promise<Bed>;
}

export type Bench = (context: BenchContext) => Promise<Row[]>;
