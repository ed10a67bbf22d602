import { failure } from '../../base/errors.ts';

/** Why candidates are left out: each is counted under the first reason that it meets. */
export class Exclusions {
  readonly #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  /** The candidates that pass a test; the others are left out for a reason. */
  keep<T>(reason: string, candidates: readonly T[], test: (candidate: T) => boolean): T[] {
    const kept = candidates.filter(test);
    this.add(reason, candidates.length - kept.length);
    return kept;
  }

  /** `memory of at least 16 GB excludes 12`, in the order in which they were met. */
  get reasons(): string[] {
    return [...this.#counts].map(([reason, count]) => `${reason} excludes ${count}`);
  }
}

/** @throws ALLOCATION_SHORT */
export function refuseShortage(
  numbers: { readonly wanted: number; readonly found: number; readonly candidates: number },
  what: string,
  { reasons }: Exclusions,
): never {
  const { wanted, found, candidates } = numbers;
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  throw failure('ALLOCATION_SHORT', { wanted, found, candidates, what, why });
}
