import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { type EntityTerm, findEntity } from './find-entity.ts';

/** What finds entities beside their names. */
export interface FindParams {
  /** In the search language; what it finds comes after what is named. */
  readonly query?: string | undefined;
  /** Only entities of this type, unless the query itself says which. */
  readonly type?: string | undefined;
}

/**
 * The entities that are named and those that a query finds, each once.
 * @throws QUERY_INVALID, and as `findEntity`
 */
export async function findEntities(
  inventory: Clusto,
  terms: readonly EntityTerm[],
  { query, type }: FindParams = {},
): Promise<Driver[]> {
  const named = await Promise.all(terms.map((term) => findEntity(inventory, term)));
  const found = query === undefined ? [] : await inventory.query(query, { type });
  return [...new Map([...named, ...found].map((thing) => [thing.id, thing])).values()];
}
