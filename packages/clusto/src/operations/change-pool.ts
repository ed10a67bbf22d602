import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { type EntityTerm, findEntity } from './find-entity.ts';
import { findPool } from './find-pool.ts';
import { removeMembers } from './remove-members.ts';

/**
 * Puts entities into a pool, or takes them out, all or none, as one version.
 * @returns the entities
 * @throws ENTITY_NOT_FOUND, NOT_A_POOL, NOT_A_MEMBER, and what `insert` throws
 */
export function changePool(
  inventory: Clusto,
  verb: 'insert' | 'remove',
  name: string,
  terms: readonly EntityTerm[],
): Promise<Driver[]> {
  return inventory.transaction(async () => {
    const pool = await findPool(inventory, name);
    if (verb === 'remove') return removeMembers(inventory, pool, terms);
    const things: Driver[] = [];
    for (const term of terms) {
      const thing = await findEntity(inventory, term);
      await pool.insert(thing);
      things.push(thing);
    }
    return things;
  });
}
