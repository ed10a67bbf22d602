import { failure } from '../../base/errors.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';

/** A host with the manager that it belongs to. @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, VM_HOST_FOREIGN */
export async function managerOfHost(
  inventory: Clusto,
  term: EntityTerm,
): Promise<{ readonly manager: VMManager; readonly host: Driver }> {
  const host = await findEntity(inventory, term);
  const manager = (await host.parents()).find((parent) => parent instanceof VMManager);
  if (manager) return { manager, host };
  throw failure('VM_HOST_FOREIGN', { host, manager: 'any manager of virtual machines' });
}
