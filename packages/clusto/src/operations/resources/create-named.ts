import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { findDriver } from '../find-driver.ts';

export interface CreateNamedParams {
  /** The name of the manager that names them. */
  readonly manager: string;
  /** Driver name or class name. */
  readonly driver: string;
  /** Default 1. */
  readonly count?: number | undefined;
}

/**
 * Creates entities under the next names of a manager, all or none, as one version (behaviour spec section 12.3).
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, DRIVER_UNKNOWN, NAME_MANAGER_EXHAUSTED
 */
export function createNamed(inventory: Clusto, { manager, driver, count = 1 }: CreateNamedParams): Promise<Driver[]> {
  return inventory.transaction(async () => {
    const names = await inventory.getByName(manager, SimpleEntityNameManager);
    const kind = findDriver(inventory, driver);
    const things: Driver[] = [];
    while (things.length < count) things.push(await names.allocate(kind));
    return things;
  });
}
