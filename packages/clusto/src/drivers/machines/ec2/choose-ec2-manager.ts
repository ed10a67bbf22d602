import { failure } from '../../../base/errors.ts';
import type { Inventory } from '../../../inventory/driver.ts';
import { ec2Configuration } from './ec2-configuration.ts';
import { EC2VMManager } from './ec2-vm-manager.ts';

/**
 * The EC2 manager that is named, else that of the configuration, else the only one.
 * @throws EC2_MANAGER_UNDECIDED, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER
 */
export async function chooseEc2Manager(inventory: Inventory, name?: string): Promise<EC2VMManager> {
  const wanted = name ?? ec2Configuration(inventory).manager;
  if (wanted !== undefined) return inventory.getByName(wanted, EC2VMManager);
  const all = await ec2Managers(inventory);
  const [only, ...more] = all;
  if (only !== undefined && more.length === 0) return only;
  const managers = all.length === 0 ? 'there is none' : all.map((manager) => manager.name);
  throw failure('EC2_MANAGER_UNDECIDED', { managers });
}

/** Every EC2 manager, in the order of creation. */
export async function ec2Managers(inventory: Inventory): Promise<EC2VMManager[]> {
  const things = await inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(EC2VMManager) });
  return things.filter((thing) => thing instanceof EC2VMManager);
}
