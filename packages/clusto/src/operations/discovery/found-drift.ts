import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Drift } from './drift.ts';

/** What is observed, as the store keeps it. */
export type Observation = Awaited<ReturnType<Clusto['reader']['observations']['current']>>[number];

/** Drift with what it takes to do something about it. */
export interface FoundDrift {
  readonly drift: Drift;
  readonly observation: Observation;
  /** Of whom the intent is. */
  readonly thing: Driver;
  /** The network port of the thing that is meant: of a switch the one that is observed; of hardware its number. */
  readonly port: number;
}
