import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Clusto } from '../clusto.ts';

/**
 * The manager of this name, or all managers of virtual machines, by name.
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER
 */
export async function machineManagers(inventory: Clusto, name?: string): Promise<VMManager[]> {
  if (name !== undefined) return [await inventory.getByName(name, VMManager)];
  const things = await inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(VMManager) });
  const managers = things.filter((thing) => thing instanceof VMManager);
  return managers.sort((one, other) => (one.name < other.name ? -1 : 1));
}
