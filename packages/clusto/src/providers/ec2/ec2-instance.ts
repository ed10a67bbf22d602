import type { Instance } from '@aws-sdk/client-ec2';

/** In the words of EC2. */
export type Ec2State = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** An instance as EC2 sees it. */
export interface Ec2Instance {
  readonly id: string;
  readonly region: string;
  /** The availability zone. */
  readonly placement: string;
  readonly state: Ec2State;
  readonly type: string;
  readonly image: string;
  /** The tag `Name`. */
  readonly name: string | null;
  readonly privateIp: string | null;
  readonly publicIp: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The token with which it was launched; empty when there was none. */
  readonly clientToken: string;
}

/** What the answer of EC2 says of an instance. */
export function readInstance(region: string, given: Instance): Ec2Instance {
  const tags = Object.fromEntries((given.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  return {
    id: given.InstanceId ?? '',
    region,
    placement: given.Placement?.AvailabilityZone ?? '',
    state: given.State?.Name ?? 'pending',
    type: given.InstanceType ?? '',
    image: given.ImageId ?? '',
    name: tags['Name'] ?? null,
    privateIp: given.PrivateIpAddress ?? null,
    publicIp: given.PublicIpAddress ?? null,
    tags,
    clientToken: given.ClientToken ?? '',
  };
}
