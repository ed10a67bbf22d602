import type { Clusto } from '../clusto.ts';
import { type VerbName, type Verbs, verbs } from './verbs.ts';

/** What a verb is given beside the inventory. */
export type GivenTo<Name extends VerbName> = Verbs[Name]['run'] extends (
  clusto: Clusto,
  ...given: infer Given
) => unknown
  ? Given
  : never;

/** What it gives. */
export type ResultOf<Name extends VerbName> = Awaited<ReturnType<Verbs[Name]['run']>>;

/** Runs a verb here, once for each list of what it is given: what asks side by side, anything else one after the other. */
export async function runVerb(
  clusto: Clusto,
  name: VerbName,
  calls: readonly (readonly unknown[])[],
): Promise<unknown[]> {
  const { kind, run } = verbs[name];
  const once = run as (clusto: Clusto, ...given: readonly unknown[]) => Promise<unknown>;
  if (kind === 'asks') return Promise.all(calls.map((given) => once(clusto, ...given)));
  const results: unknown[] = [];
  for (const given of calls) results.push(await once(clusto, ...given));
  return results;
}

/**
 * Calls a verb several times, at a server in one request: what it changes there is one version.
 * @throws what the verb throws
 */
export async function callEach<Name extends VerbName>(
  clusto: Clusto,
  name: Name,
  calls: readonly GivenTo<Name>[],
): Promise<ResultOf<Name>[]> {
  if (calls.length === 0) return [];
  const results =
    clusto.remote === undefined
      ? await runVerb(clusto, name, calls)
      : await clusto.remote.call(name, verbs[name].kind, calls);
  return results as ResultOf<Name>[];
}

/** Calls a verb where the inventory is: here, or at its server. @throws what the verb throws */
export async function call<Name extends VerbName>(
  clusto: Clusto,
  name: Name,
  ...given: GivenTo<Name>
): Promise<ResultOf<Name>> {
  const [result] = await callEach(clusto, name, [given]);
  return result as ResultOf<Name>;
}
