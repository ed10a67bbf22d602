import { type ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { SimpleNameManager } from '../../drivers/resources/simple-name-manager.ts';
import { SimpleNumManager } from '../../drivers/resources/simple-num-manager.ts';
import { type Clusto } from '../clusto.ts';

/** What managers hand out one after the other. */
export type ResourceKind = 'name' | 'number';

/** The base of all managers of a kind. */
export const managerClasses: Readonly<Record<ResourceKind, typeof ResourceManager>> = {
  name: SimpleNameManager,
  number: SimpleNumManager,
};

/** @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER */
export function findManager(inventory: Clusto, kind: ResourceKind, name: string): Promise<ResourceManager> {
  return inventory.getByName(name, managerClasses[kind]);
}
