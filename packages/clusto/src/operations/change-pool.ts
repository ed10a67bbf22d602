import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { findEntity } from './find-entity.ts';
import { findPool } from './find-pool.ts';

/**
 * Puts entities into a pool, or takes them out, all or none, as one version.
 * @returns the entities
 * @throws ENTITY_NOT_FOUND, NOT_A_POOL, NOT_A_MEMBER, and what `insert` throws
 */
export function changePool(
  inventory: Clusto,
  verb: 'insert' | 'remove',
  name: string,
  terms: readonly string[],
): Promise<Driver[]> {
  return inventory.transaction(async () => {
    const pool = await findPool(inventory, name);
    const things: Driver[] = [];
    for (const term of terms) {
      const thing = await findEntity(inventory, term);
      things.push(thing);
      if (verb === 'insert') await pool.insert(thing);
      else if (await pool.has(thing)) await pool.remove(thing);
      else throw failure('NOT_A_MEMBER', { thing, container: pool });
    }
    return things;
  });
}
