import { ClustoException, failure } from '../../../../base/errors.ts';
import { inParallel } from '../../../../operations/vm/in-parallel.ts';
import { type Answer } from '../../handler.ts';

/** What came of one of several things. */
export interface NamedOutcome {
  readonly name: string;
  readonly ok: boolean;
  readonly code?: string;
  readonly detail?: string;
  readonly value?: unknown;
}

/** How many are worked on at once. */
const atOnce = 4;

/** What is told of one that failed by what the catalogue knows. @throws anything else */
export function failedOutcome(name: string, error: unknown): NamedOutcome {
  if (!(error instanceof ClustoException)) throw error;
  return { name, ok: false, code: error.code, detail: error.message };
}

/** Does something with each of some things, several at once; one that fails stops no other. With an aborted signal none is begun. */
export async function outcomesOf<Thing extends { readonly name: string }>(
  things: readonly Thing[],
  work: (thing: Thing) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<NamedOutcome[]> {
  // a thing that is deleted has no name afterwards
  const named = things.map((thing) => ({ thing, name: thing.name }));
  const outcomes = await inParallel(named, atOnce, async ({ thing, name }) => {
    if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `working on ${name}` });
    return work(thing);
  });
  return outcomes.map(({ item: { name }, result, error }) => {
    if (error !== undefined) return failedOutcome(name, error);
    return { name, ok: true, ...(result === undefined ? {} : { value: result }) };
  });
}

/** An answer that tells what came of each. */
export type OutcomesAnswer = Answer<{ readonly items: readonly NamedOutcome[] }>;

export const outcomesAnswer = (items: readonly NamedOutcome[]): OutcomesAnswer => ({ body: { items } });
