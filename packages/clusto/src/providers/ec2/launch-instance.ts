import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { failure } from '../../base/errors.ts';
import type { Ec2Account } from './ec2-account.ts';
import { type Ec2Instance, readInstance } from './ec2-instance.ts';

/** What an instance is to be. JSON, so that it can be written down before it is asked for. */
export interface LaunchRequest {
  readonly region: string;
  /** At most 64 characters; the same token with the same request gives the same instance, however often it is sent. */
  readonly token: string;
  readonly type: string;
  readonly image: string;
  readonly placement?: string;
  readonly keyName?: string;
  /** Ids (`sg-…`) or, in the default network, names. */
  readonly securityGroups: readonly string[];
  readonly subnet?: string;
  /** As text; it is encoded when it is sent. */
  readonly userData?: string;
  readonly tags: Readonly<Record<string, string>>;
}

const isGroupId = (group: string): boolean => /^sg-[0-9a-f]+$/.test(group);

function input(request: LaunchRequest): RunInstancesCommandInput {
  const { token, type, image, placement, keyName, securityGroups, subnet, userData, tags } = request;
  const ids = securityGroups.filter(isGroupId);
  const names = securityGroups.filter((group) => !isGroupId(group));
  return {
    ClientToken: token,
    MinCount: 1,
    MaxCount: 1,
    InstanceType: type as NonNullable<RunInstancesCommandInput['InstanceType']>,
    ImageId: image,
    ...(placement === undefined ? {} : { Placement: { AvailabilityZone: placement } }),
    ...(keyName === undefined ? {} : { KeyName: keyName }),
    ...(ids.length === 0 ? {} : { SecurityGroupIds: ids }),
    ...(names.length === 0 ? {} : { SecurityGroups: names }),
    ...(subnet === undefined ? {} : { SubnetId: subnet }),
    ...(userData === undefined ? {} : { UserData: Buffer.from(userData).toString('base64') }),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ],
  };
}

/** Launches an instance, tagged from its first moment. @throws as `Ec2Account.call` */
export async function launchInstance(
  account: Ec2Account,
  request: LaunchRequest,
  signal?: AbortSignal,
): Promise<Ec2Instance> {
  const { region } = request;
  const { Instances: [instance] = [] } = await account.call(
    'RunInstances',
    region,
    ({ client, sdk, options }) => client.send(new sdk.RunInstancesCommand(input(request)), options),
    signal,
  );
  if (instance !== undefined) return readInstance(region, instance);
  throw failure('EC2_FAILED', { action: 'RunInstances', region, reason: 'the answer has no instance' });
}
