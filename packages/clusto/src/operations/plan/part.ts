/** A part of a file, with the line on which it begins (from 1). */
export type Part = { readonly line: number } & (
  | { readonly kind: 'scalar'; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Part[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: string, value: Part])[] }
);

/** A value of JSON as a part, all of it on one line. */
export function partOf(value: unknown, line: number): Part {
  if (Array.isArray(value)) return { line, kind: 'list', items: value.map((item) => partOf(item, line)) };
  if (typeof value === 'object' && value !== null)
    return { line, kind: 'map', entries: Object.entries(value).map(([key, one]) => [key, partOf(one, line)]) };
  // integers beyond 2^53 would have been rounded
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
  return { line, kind: 'scalar', value: isWhole ? BigInt(value) : (value as string | number | boolean | null) };
}

/** What a part says as JSON, in which every number is a double. */
export function partAsValue(part: Part): unknown {
  if (part.kind === 'list') return part.items.map(partAsValue);
  if (part.kind === 'map') return Object.fromEntries(part.entries.map(([key, value]) => [key, partAsValue(value)]));
  const { value } = part;
  return typeof value === 'bigint' ? Number(value) : value;
}
