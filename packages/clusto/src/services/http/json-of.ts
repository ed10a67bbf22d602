/** JSON with integers beyond 2^53 as text, as everywhere in clusto. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));
