import type { Json } from '../../../base/values.ts';
import type { Driver } from '../../../inventory/driver.ts';
import type { LaunchRequest } from '../../../providers/ec2/launch-instance.ts';
import type { Intent } from '../intent.ts';
import type { Ec2Resource } from './ec2-resource.ts';

/** The names of what is under way at EC2. */
export const launchOperation = 'ec2-launch';
export const terminateOperation = 'ec2-terminate';

/** What a launch needs to know to be finished: everything that was asked for, word for word. */
export interface LaunchDetail {
  /** The id of the manager. */
  readonly manager: number;
  readonly request: LaunchRequest;
  /** Dollars per hour, held back of the budget; null where nobody knows. */
  readonly price: number | null;
}

export interface TerminateDetail {
  readonly manager: number;
  readonly resource: Ec2Resource;
}

/** As it is written down. */
export const asDetail = (detail: LaunchDetail | TerminateDetail): Record<string, Json> =>
  detail as unknown as Record<string, Json>;

export const launchDetail = ({ detail }: Intent): LaunchDetail => detail as unknown as LaunchDetail;
export const terminateDetail = ({ detail }: Intent): TerminateDetail => detail as unknown as TerminateDetail;

/**
 * The token of a launch, from entity and version, which no other launch of this inventory has; the rest tells inventories
 * apart that share an account.
 */
export function launchToken({ id }: Driver, version: number, salt: string): string {
  return `clusto-${id}-${version}-${salt}`;
}
