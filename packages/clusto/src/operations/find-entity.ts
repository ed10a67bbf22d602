import { failure } from '../base/errors.ts';
import { Driver } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';

/** What a person wrote to mean an entity, or the entity itself where it is known already. */
export type EntityTerm = string | Driver;

/**
 * The one entity that a person means: by name, else by IP address, MAC address or serial number.
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
export async function findEntity(inventory: Session, term: EntityTerm): Promise<Driver> {
  if (term instanceof Driver) return term;
  const [thing, ...more] = await inventory.get(term);
  if (thing === undefined) throw failure('ENTITY_NOT_FOUND', { name: term });
  if (more.length > 0) throw failure('ENTITY_AMBIGUOUS', { term, things: [thing, ...more].map(({ name }) => name) });
  return thing;
}
