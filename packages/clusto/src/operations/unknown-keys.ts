import { nearest } from '../base/did-you-mean.ts';
import { keysOf } from '../query/conditions-of.ts';
import { type Clusto } from './clusto.ts';

/** A key that nothing has, and what it may have meant. */
export interface UnknownKey {
  readonly key: string;
  readonly near: readonly string[];
}

/** So many keys are compared; no inventory is known that has as many. */
const mostKeys = 1000;

/** The keys in a query that no attribute has or ever had. @throws QUERY_INVALID */
export async function unknownKeys(inventory: Clusto, query: string): Promise<UnknownKey[]> {
  const keys = keysOf(query);
  if (keys.length === 0) return [];
  const known = await inventory.reader.attributeKeys(mostKeys);
  if (known.length === mostKeys) return [];
  return keys.filter((key) => !known.includes(key)).map((key) => ({ key, near: nearest(key, known) }));
}
