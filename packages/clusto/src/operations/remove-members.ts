import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { type EntityTerm, findEntity } from './find-entity.ts';

/** Takes things out of a container, all or none, as one version. @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, NOT_A_MEMBER */
export function removeMembers(inventory: Clusto, container: Driver, terms: readonly EntityTerm[]): Promise<Driver[]> {
  return inventory.transaction(async () => {
    const things: Driver[] = [];
    for (const term of terms) {
      const thing = await findEntity(inventory, term);
      if (!(await container.has(thing))) throw failure('NOT_A_MEMBER', { thing, container });
      await container.remove(thing);
      things.push(thing);
    }
    return things;
  });
}
