import { failure } from '../../base/errors.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';

/** A host with the manager that it belongs to. @throws ENTITY_NOT_FOUND, VM_HOST_FOREIGN */
export async function managerOfHost(
  inventory: Clusto,
  name: string,
): Promise<{ readonly manager: VMManager; readonly host: Driver }> {
  const host = await inventory.getByName(name);
  const manager = (await host.parents()).find((parent) => parent instanceof VMManager);
  if (manager) return { manager, host };
  throw failure('VM_HOST_FOREIGN', { host, manager: 'any manager of virtual machines' });
}
