import { failure } from '../../base/errors.ts';
import { type AttributeValue } from '../../inventory/driver.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';
import { findManager, type ResourceKind } from './resource-kind.ts';

/** What an entity was given, or has given back. */
export interface GivenResource {
  readonly entity: string;
  readonly resource: AttributeValue;
}

export interface AllocateResourcesParams {
  readonly kind: ResourceKind;
  /** The name of the manager. */
  readonly manager: string;
  readonly terms: readonly EntityTerm[];
  /** Left out: the next free ones. */
  readonly resource?: string | undefined;
}

/**
 * Gives each entity a name or a number, all or none, as one version (behaviour spec section 12.3).
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, ENTITY_WRONG_DRIVER, RESOURCE_TAKEN, RESOURCE_TYPE_INVALID,
 *   NAME_MANAGER_EXHAUSTED, NUM_MANAGER_EXHAUSTED, NOT_SUPPORTED by managers that name what they create
 */
export function allocateResources(inventory: Clusto, params: AllocateResourcesParams): Promise<GivenResource[]> {
  const { kind, terms, resource } = params;
  return inventory.transaction(async () => {
    const manager = await findManager(inventory, kind, params.manager);
    if (manager instanceof SimpleEntityNameManager)
      throw failure('NOT_SUPPORTED', { thing: manager, action: 'name what is there: `clusto name create` creates' });
    const given: GivenResource[] = [];
    for (const term of terms) {
      const thing = await findEntity(inventory, term);
      const { value } = await manager.allocate(thing, resource);
      given.push({ entity: thing.name, resource: value });
    }
    return given;
  });
}
