import { type Clusto } from '../clusto.ts';
import { type AppliedContent } from './applied-content.ts';
import { type EntityDirectory } from './entity-directory.ts';
import { type EntryProblems } from './entry-problem.ts';
import { type PlanSteps } from './plan-steps.ts';
import { decide, type Decision, type LiveChanges } from './live-changes.ts';

/** What a comparison goes by, and where it puts what it finds. */
export interface Comparing {
  readonly inventory: Clusto;
  readonly directory: EntityDirectory;
  readonly problems: EntryProblems;
  readonly steps: PlanSteps;
  readonly liveChanges: LiveChanges;
  /** What the set has said of entities, by name. */
  readonly applied: ReadonlyMap<string, AppliedContent>;
  readonly overwrite: boolean;
  /** Whether what is there already is refused. */
  readonly onlyNew: boolean;
}

/** What was found to be otherwise in the inventory than it was applied. */
type Tell = () => Promise<readonly [what: string, version: number]>;

/** Compares a value; where it stays, or is in conflict, that is noted with the version. */
export async function compareValue(
  { liveChanges, overwrite }: Pick<Comparing, 'liveChanges' | 'overwrite'>,
  { live, wanted, applied }: { readonly live: string; readonly wanted: string; readonly applied: string | undefined },
  tell: Tell,
): Promise<Decision> {
  const decision = decide(live, wanted, applied, overwrite);
  if (decision === 'stays' || decision === 'conflict') liveChanges.add(decision, ...(await tell()));
  return decision;
}
