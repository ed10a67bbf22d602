/** The versions in which something was so: from one on, until before another. `Infinity` is: it still is. */
export interface Lifetime {
  readonly from: number;
  readonly to: number;
}

/** Both at once; undefined where there is no such version. */
export function overlap(one: Lifetime, other: Lifetime): Lifetime | undefined {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from < to ? { from, to } : undefined;
}

/** What is left of a lifetime outside of others, in order. */
export function without(whole: Lifetime, others: readonly Lifetime[]): Lifetime[] {
  const left: Lifetime[] = [];
  let { from } = whole;
  for (const other of others.toSorted((a, b) => a.from - b.from)) {
    if (other.to <= from || other.from >= whole.to) continue;
    if (other.from > from) left.push({ from, to: other.from });
    from = Math.max(from, other.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}
