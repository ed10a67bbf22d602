import { failure } from '../../base/errors.ts';
import { isVirtualMachine, type VirtualMachine } from '../../drivers/machines/virtual-machine.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';

/** An entity that is a machine which clusto makes and runs. */
export type Machine = Driver & VirtualMachine;

/** @throws NOT_A_MACHINE */
export function asMachine(thing: Driver): Machine {
  if (isVirtualMachine(thing)) return thing;
  throw failure('NOT_A_MACHINE', { thing });
}

/**
 * The machine that a person means, by name, IP address or MAC address.
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, NOT_A_MACHINE
 */
export async function findMachine(inventory: Clusto, term: EntityTerm): Promise<Machine> {
  return asMachine(await findEntity(inventory, term));
}
