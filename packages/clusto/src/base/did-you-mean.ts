/**
 * Damerau-Levenshtein distance in the form of optimal string alignment: insertions, deletions, replacements and swaps of
 * neighbours, no part edited twice. Linear memory: three rows.
 */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const at = (cells: readonly number[], index: number): number => cells[index] ?? Infinity;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? at(before, j - 2) + 1 : Infinity;
      row.push(Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + cost, swap));
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? Infinity;
}

/**
 * The candidates that a mistyped word may have meant, nearest first, then by alphabet; case counts for nothing.
 * A third of the letters may be wrong, at least one and at most three, but never all of them.
 */
export function nearest(word: string, candidates: Iterable<string>, max = 3): string[] {
  const typed = word.toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(typed.length / 3)), typed.length - 1);
  const near = [...new Set(candidates)]
    // the difference in length is the cheapest lower bound of the distance
    .filter((candidate) => Math.abs(candidate.length - typed.length) <= limit)
    .map((candidate) => ({ candidate, far: distance(typed, candidate.toLowerCase()) }))
    .filter(({ far }) => far <= limit);
  near.sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, max).map(({ candidate }) => candidate);
}
