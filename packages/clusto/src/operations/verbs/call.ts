import type { Clusto } from '../clusto.ts';
import { reachAt } from './reach.ts';
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

/**
 * Runs a verb here, once for each list of what it is given: what asks side by side, anything else one after the other.
 * @param signal at a server that of the request, which stops what reaches out
 */
export async function runVerb(
  clusto: Clusto,
  name: VerbName,
  calls: readonly (readonly unknown[])[],
  signal?: AbortSignal,
): Promise<unknown[]> {
  const { kind, run } = verbs[name];
  const once = run as (clusto: Clusto, ...given: readonly unknown[]) => Promise<unknown>;
  if (kind === 'asks') return Promise.all(calls.map((given) => once(clusto, ...given)));
  const isStopped = kind === 'reaches' && signal !== undefined;
  const results: unknown[] = [];
  for (const given of calls) {
    const [told, ...more] = given;
    results.push(await once(clusto, ...(isStopped ? [reachAt(signal, told), ...more] : given)));
  }
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
