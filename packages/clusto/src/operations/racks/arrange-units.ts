/** The units of a rack, the highest first, each with what is in it. */
export interface ArrangedUnits<Device> {
  readonly units: readonly { readonly unit: number; readonly device: Device | null }[];
  /** How many are free. */
  readonly free: number;
  /** The longest run of free units. */
  readonly longestFree: number;
}

/**
 * A rack as one stands in front of it.
 * @param devices what is in which unit
 * @param range its lowest and highest unit; more where something is in one that is beyond
 */
export function arrangeUnits<Device>(
  devices: ReadonlyMap<number, Device>,
  { minu, maxu }: { readonly minu?: unknown; readonly maxu?: unknown },
): ArrangedUnits<Device> {
  const numbers = [...devices.keys()];
  const lowest = Math.min(typeof minu === 'number' ? minu : 1, ...numbers);
  const highest = Math.max(typeof maxu === 'number' ? maxu : lowest, ...numbers);
  const units = Array.from({ length: highest - lowest + 1 }, (_, index) => ({
    unit: highest - index,
    device: devices.get(highest - index) ?? null,
  }));
  let run = 0;
  let longestFree = 0;
  for (const { device } of units) {
    run = device === null ? run + 1 : 0;
    longestFree = Math.max(longestFree, run);
  }
  return { units, free: units.filter(({ device }) => device === null).length, longestFree };
}
