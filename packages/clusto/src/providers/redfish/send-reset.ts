import { failure } from '../../base/errors.ts';
import type { PowerAction } from '../power-state.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { RedfishSystem } from './read-system.ts';
import { RedfishRefusal, RedfishSession } from './redfish-session.ts';
import type { RedfishOptions, RedfishTarget } from './redfish-target.ts';

/** A reset as it is sent. */
export interface RedfishReset {
  readonly path: string;
  readonly body: { readonly ResetType: string };
}

/** What is asked for, best first (DSP2046, ComputerSystem.Reset). */
const resetTypes = {
  on: ['On', 'ForceOn'],
  off: ['ForceOff'],
  reboot: ['PowerCycle', 'ForceRestart'],
  soft: ['GracefulShutdown'],
} as const satisfies Record<PowerAction, readonly string[]>;

/** The reset to send for an action, of those that the system offers. @throws REDFISH_FAILED when it offers none */
export function chooseReset(
  { url }: RedfishTarget,
  { resetPath, resets }: RedfishSystem,
  action: PowerAction,
): RedfishReset {
  const wanted = resetTypes[action];
  const type = resets.length === 0 ? wanted[0] : wanted.find((one) => resets.includes(one));
  if (resetPath !== undefined && type !== undefined) return { path: resetPath, body: { ResetType: type } };
  const reason = resetPath === undefined ? 'it offers no reset' : `it offers ${resets.join(', ')}`;
  throw failure('REDFISH_FAILED', { url, action: wanted.join(' or '), reason });
}

/** Sends a reset; that the system is in that state already is fine. @throws REDFISH_FAILED, and as `RedfishSession.open` */
export async function sendReset(
  target: RedfishTarget,
  reset: RedfishReset,
  options: RedfishOptions = {},
): Promise<void> {
  await using session = await RedfishSession.open(target, options);
  await explainRefusal(target, reset.body.ResetType, async () => {
    try {
      await session.request('POST', reset.path, reset.body);
    } catch (error) {
      const isDone = error instanceof RedfishRefusal && error.codes.some((code) => code.endsWith('.NoOperation'));
      if (!isDone) throw error;
    }
  });
}
