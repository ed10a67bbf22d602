import { failure } from '../../base/errors.ts';
import { RedfishRefusal } from './redfish-session.ts';
import type { RedfishTarget } from './redfish-target.ts';

/**
 * Does some work, and puts what the service refuses into a sentence.
 * @param action what it refuses to do
 * @throws REDFISH_LOGIN_REFUSED, REDFISH_FAILED
 */
export async function explainRefusal<T>({ url }: RedfishTarget, action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RedfishRefusal)) throw error;
    if (error.status === 401) throw failure('REDFISH_LOGIN_REFUSED', { url, reason: error.message });
    throw failure('REDFISH_FAILED', { url, action, reason: error.message });
  }
}
