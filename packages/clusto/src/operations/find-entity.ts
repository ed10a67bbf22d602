import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';

/**
 * The one entity that a person means: by name, else by IP address, MAC address or serial number.
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
export async function findEntity(inventory: Session, term: string): Promise<Driver> {
  const [thing, ...more] = await inventory.get(term);
  if (thing === undefined) throw failure('ENTITY_NOT_FOUND', { name: term });
  if (more.length > 0) throw failure('ENTITY_AMBIGUOUS', { term, things: [thing, ...more].map(({ name }) => name) });
  return thing;
}

/** The same for several terms, each entity once. @throws as `findEntity` */
export async function findEntities(inventory: Session, terms: readonly string[]): Promise<Driver[]> {
  const things = await Promise.all(terms.map((term) => findEntity(inventory, term)));
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}
