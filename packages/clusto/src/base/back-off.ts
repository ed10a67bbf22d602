/** How long to wait between tries, in milliseconds. */
export interface BackOff {
  /** At most so long after the first failure; twice as long after each one more. */
  readonly first: number;
  /** Never longer. */
  readonly most: number;
}

/**
 * How long to wait after so many failures in a row: a random part of what doubles with each, so that many who lost the
 * same thing do not come back at once.
 * @param random from 0 until before 1
 * @returns milliseconds
 */
export function backOff(failures: number, { first, most }: BackOff, random: () => number = Math.random): number {
  return random() * Math.min(most, first * 2 ** Math.max(0, failures - 1));
}
