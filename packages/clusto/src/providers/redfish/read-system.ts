import { failure } from '../../base/errors.ts';
import type { PowerState } from '../power-state.ts';
import { explainRefusal } from './explain-refusal.ts';
import { inside, linkOf, textIn, textsOf } from './redfish-body.ts';
import { RedfishSession } from './redfish-session.ts';
import type { RedfishOptions, RedfishTarget } from './redfish-target.ts';

/** A system as its controller describes it. */
export interface RedfishSystem {
  readonly path: string;
  readonly state: PowerState;
  /** In its own words: `PoweringOff`. */
  readonly detail: string;
  /** Where a reset is sent to. */
  readonly resetPath: string | undefined;
  /** The kinds of reset that it offers; empty when it does not say. */
  readonly resets: readonly string[];
}

/**
 * Reads the system that a controller is for.
 * @throws REDFISH_FAILED when there is none, or several and none is named; and as `RedfishSession.open`
 */
export async function readSystem(target: RedfishTarget, options: RedfishOptions = {}): Promise<RedfishSystem> {
  await using session = await RedfishSession.open(target, options);
  return await explainRefusal(target, 'show its system', () => system(session, target));
}

async function system(session: RedfishSession, { url, system: wanted }: RedfishTarget): Promise<RedfishSystem> {
  const refuse = (reason: string): never => {
    throw failure('REDFISH_FAILED', { url, action: 'show its system', reason });
  };
  const root = await session.request('GET', '/redfish/v1/');
  const list = await session.request('GET', linkOf(root.body, 'Systems') ?? refuse('it has no list of systems'));
  const members = inside(list.body, 'Members');
  const paths = (Array.isArray(members) ? members : []).flatMap((member: unknown) => linkOf(member) ?? []);
  const named = wanted === undefined ? paths : paths.filter((path) => path.split('/').includes(wanted));
  const names = paths.map((path) => path.split('/').findLast((part) => part !== '')).join(', ');
  if (named.length !== 1) refuse(`the attribute redfish.system has to name one of its systems: ${names || 'none'}`);
  const path = named[0] as string;
  const { body } = await session.request('GET', path);
  const action = inside(body, 'Actions', '#ComputerSystem.Reset');
  const detail = textIn(body, 'PowerState') ?? 'unknown';
  return {
    path,
    state: detail === 'On' ? 'on' : detail === 'Off' ? 'off' : 'unknown',
    detail,
    resetPath: textIn(action, 'target'),
    resets: await offered(session, action),
  };
}

/** The values stand at the action, or in a resource of their own. */
async function offered(session: RedfishSession, action: unknown): Promise<string[]> {
  const values = textsOf(inside(action, 'ResetType@Redfish.AllowableValues'));
  const info = inside(action, '@Redfish.ActionInfo');
  if (values.length > 0 || typeof info !== 'string') return values;
  const parameters = inside((await session.request('GET', info)).body, 'Parameters');
  const parameter = (Array.isArray(parameters) ? parameters : []).find(
    (one: unknown) => inside(one, 'Name') === 'ResetType',
  );
  return textsOf(inside(parameter, 'AllowableValues'));
}
