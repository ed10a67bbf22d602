import { failure } from '../../../../base/errors.ts';
import { requireRight } from '../../../../operations/access/require-right.ts';
import { type Clusto } from '../../../../operations/clusto.ts';
import { findEntities } from '../../../../operations/find-entities.ts';
import { type Thing } from '../../handler.ts';

/** Which entities a body means. */
export interface Chosen {
  readonly names?: readonly string[];
  readonly query?: string;
}

/** The entities that are meant, each once. @throws USAGE where nothing says which; as `findEntities` */
export function chosenThings(inventory: Clusto, { names, query }: Chosen): Promise<Thing[]> {
  if (names === undefined && query === undefined)
    throw failure('USAGE', { reason: 'Say which entities are meant: by names, by query, or both.' });
  return findEntities(inventory, names ?? [], { query });
}

/** The same for what reaches out to them. @throws FORBIDDEN unless all of them may be operated, before the first one is */
export async function operatedThings(inventory: Clusto, chosen: Chosen): Promise<Thing[]> {
  const things = await chosenThings(inventory, chosen);
  await requireRight(inventory, 'operate', things);
  return things;
}
