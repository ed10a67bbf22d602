/** The rack units of a rack that something can stand in. */
export interface UnitRange {
  readonly lowest: number;
  readonly highest: number;
}

/** The lowest so many adjacent units that are free, ascending; undefined where there are not as many. */
export function lowestFreeUnits(
  taken: ReadonlySet<number>,
  { lowest, highest }: UnitRange,
  height: number,
): number[] | undefined {
  let run = 0;
  for (let unit = lowest; unit <= highest; unit += 1) {
    run = taken.has(unit) ? 0 : run + 1;
    if (run === height) return Array.from({ length: height }, (_, index) => unit - height + 1 + index);
  }
  return undefined;
}
