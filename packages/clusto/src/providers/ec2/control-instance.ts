import { setTimeout as pause } from 'node:timers/promises';
import { failure } from '../../base/errors.ts';
import { describeInstance } from './describe-instances.ts';
import type { Ec2Account, Ec2Call } from './ec2-account.ts';
import type { Ec2Instance, Ec2State } from './ec2-instance.ts';

/** An instance by where it is. */
export interface InstancePlace {
  readonly region: string;
  readonly id: string;
}

function control(
  account: Ec2Account,
  action: string,
  { region }: InstancePlace,
  run: (call: Ec2Call) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<unknown> {
  return account.call(action, region, run, signal);
}

/** @throws EC2_INSTANCE_UNKNOWN, and as `Ec2Account.call`; so do the others */
export async function startInstance(account: Ec2Account, place: InstancePlace, signal?: AbortSignal): Promise<void> {
  const run = ({ client, sdk, options }: Ec2Call): Promise<unknown> =>
    client.send(new sdk.StartInstancesCommand({ InstanceIds: [place.id] }), options);
  await control(account, 'StartInstances', place, run, signal);
}

/** @param force without asking the guest */
export async function stopInstance(
  account: Ec2Account,
  place: InstancePlace,
  force: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const run = ({ client, sdk, options }: Ec2Call): Promise<unknown> =>
    client.send(new sdk.StopInstancesCommand({ InstanceIds: [place.id], Force: force }), options);
  await control(account, 'StopInstances', place, run, signal);
}

export async function rebootInstance(account: Ec2Account, place: InstancePlace, signal?: AbortSignal): Promise<void> {
  const run = ({ client, sdk, options }: Ec2Call): Promise<unknown> =>
    client.send(new sdk.RebootInstancesCommand({ InstanceIds: [place.id] }), options);
  await control(account, 'RebootInstances', place, run, signal);
}

/** For good. One that is gone already is an error of EC2: EC2_INSTANCE_UNKNOWN. */
export async function terminateInstance(
  account: Ec2Account,
  place: InstancePlace,
  signal?: AbortSignal,
): Promise<void> {
  const run = ({ client, sdk, options }: Ec2Call): Promise<unknown> =>
    client.send(new sdk.TerminateInstancesCommand({ InstanceIds: [place.id] }), options);
  await control(account, 'TerminateInstances', place, run, signal);
}

/** Adds tags, or changes what they say. */
export async function tagInstance(
  account: Ec2Account,
  place: InstancePlace,
  tags: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const run = ({ client, sdk, options }: Ec2Call): Promise<unknown> =>
    client.send(new sdk.CreateTagsCommand({ Resources: [place.id], Tags }), options);
  await control(account, 'CreateTags', place, run, signal);
}

/** What the guest has written to its console, the last 64 KB; EC2 is some minutes behind. */
export async function consoleOutput(account: Ec2Account, place: InstancePlace, signal?: AbortSignal): Promise<string> {
  const { Output = '' } = await account.call(
    'GetConsoleOutput',
    place.region,
    ({ client, sdk, options }) => client.send(new sdk.GetConsoleOutputCommand({ InstanceId: place.id }), options),
    signal,
  );
  return Buffer.from(Output, 'base64').toString('utf8');
}

/** How long to wait for a state. */
export interface WaitOptions {
  /** In milliseconds. Default: 300000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** From these an instance does not come to the state that is waited for. */
const never: Readonly<Partial<Record<Ec2State, readonly Ec2State[]>>> = {
  running: ['terminated', 'shutting-down', 'stopped'],
  stopped: ['terminated', 'shutting-down'],
};

/**
 * Waits until an instance is in a state. Right after the launch EC2 may not know it yet, which is no error here.
 * @throws EC2_STATE_NOT_REACHED, INTERRUPTED, and as `Ec2Account.call`
 */
export async function awaitState(
  account: Ec2Account,
  place: InstancePlace,
  state: Ec2State,
  { timeout = 300_000, signal }: WaitOptions = {},
): Promise<Ec2Instance> {
  const end = performance.now() + timeout;
  const { poll = 2000 } = account.settings;
  for (;;) {
    const instance = await describeInstance(account, place.region, place.id, signal);
    if (instance?.state === state) return instance;
    const isLate = performance.now() + poll > end;
    if (isLate || (instance !== undefined && never[state]?.includes(instance.state) === true))
      throw failure('EC2_STATE_NOT_REACHED', {
        instance: place.id,
        state,
        found: instance?.state ?? 'unknown to EC2',
        seconds: Math.round(timeout / 1000),
      });
    await pause(poll, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw failure('INTERRUPTED', { action: `waiting for ${place.id} to be ${state}` });
    });
  }
}
