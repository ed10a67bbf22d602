import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { findEntity } from '../find-entity.ts';
import { valueAsText } from '../value-as-text.ts';
import { type AllocateResourcesParams, type GivenResource } from './allocate-resources.ts';
import { findManager } from './resource-kind.ts';

/**
 * Takes names or numbers of a manager back from entities, all or none, as one version; without `resource` all that they
 * have of it.
 * @returns what was taken back
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, ENTITY_WRONG_DRIVER, RESOURCE_NOT_ASSIGNED
 */
export function releaseResources(inventory: Clusto, params: AllocateResourcesParams): Promise<GivenResource[]> {
  const { kind, terms, resource } = params;
  return inventory.transaction(async () => {
    const manager = await findManager(inventory, kind, params.manager);
    const released: GivenResource[] = [];
    for (const term of terms) {
      const thing = await findEntity(inventory, term);
      const allocations = await inventory.reader.allocations({ entity: thing.id, manager: manager.id });
      const ids = new Set(allocations.map(({ id }) => id));
      const attributes = await thing.attrs({ key: manager.attrName, subkey: null, number: true });
      const values = attributes.filter(({ id }) => ids.has(id)).map(({ value }) => value);
      const doomed = resource === undefined ? values : values.filter((value) => valueAsText(value) === resource);
      if (resource !== undefined && doomed.length === 0) throw failure('RESOURCE_NOT_ASSIGNED', { resource, thing });
      for (const value of doomed) await manager.deallocate(thing, value);
      released.push(...doomed.map((value) => ({ entity: thing.name, resource: value })));
    }
    return released;
  });
}
