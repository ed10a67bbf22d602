import { failure } from '../base/errors.ts';
import { Device } from '../drivers/devices/device.ts';
import { type Clusto } from './clusto.ts';
import { type EntityTerm, findEntity } from './find-entity.ts';

/** The device that a person means. @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, NOT_SUPPORTED */
export async function findDevice(inventory: Clusto, term: EntityTerm): Promise<Device> {
  const thing = await findEntity(inventory, term);
  if (thing instanceof Device) return thing;
  throw failure('NOT_SUPPORTED', { thing, action: 'have addresses and ports' });
}
