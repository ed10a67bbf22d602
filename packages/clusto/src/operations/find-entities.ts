import { Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { type EntityTerm, findEntity } from './find-entity.ts';

/** What finds entities beside their names. */
export interface FindParams {
  /** In the search language; what it finds comes after what is named. */
  readonly query?: string | undefined;
  /** Only entities of this type, unless the query itself says which. */
  readonly type?: string | undefined;
}

/** The entities that terms mean: all names in one look, and the rest one by one, of which the first that is none is the last. */
async function namedEntities(inventory: Clusto, terms: readonly EntityTerm[]): Promise<Driver[]> {
  const texts = terms.filter((term): term is string => !(term instanceof Driver));
  const called = texts.length < 2 ? [] : await inventory.getByNames(texts);
  const known = new Map(called.flatMap((thing) => (thing === null ? [] : [[thing.name, thing]])));
  const named: Driver[] = [];
  for (const term of terms)
    named.push((term instanceof Driver ? term : known.get(term)) ?? (await findEntity(inventory, term)));
  return named;
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
  const named = await namedEntities(inventory, terms);
  const found = query === undefined ? [] : await inventory.query(query, { type });
  return [...new Map([...named, ...found].map((thing) => [thing.id, thing])).values()];
}
