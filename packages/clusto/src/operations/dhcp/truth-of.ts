const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 1, 'true', 'yes', 'on', '1'].map((value) => [value, true] as const),
  ...[false, 0, 'false', 'no', 'off', '0'].map((value) => [value, false] as const),
]);

/** Whether a value of an attribute, such as `dhcp.enabled`, says yes or no; undefined where it says neither. */
export const truthOf = (value: unknown): boolean | undefined =>
  truths.get(typeof value === 'string' ? value.toLowerCase() : value);
