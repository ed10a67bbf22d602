import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { DriftCase } from './drift.ts';

/**
 * Takes in a domain that clusto did not know: an entity of its name, with what the hypervisor says of it, on its host
 * whether that has room or not. Nothing is changed on the hypervisor.
 * @throws DRIFT_UNFIXABLE, NAME_TAKEN, NAME_INVALID
 */
export async function adoptDomain({ id, kind, observation, domain }: DriftCase): Promise<Driver> {
  if (kind === 'unknown-domain' && domain) return observation.manager.adopt(observation.host, domain);
  throw failure('DRIFT_UNFIXABLE', { item: id, reason: 'it is not an unknown domain' });
}
