import { isIPv6 } from 'node:net';
import { failure } from '../../base/errors.ts';
import { type Network, parseCidr } from '../../base/network.ts';
import { type Clusto } from '../clusto.ts';

/** The section `[webhooks]`. Times are in milliseconds. */
export interface WebhookSettings {
  /** Networks that may be sent to beside the internet. */
  readonly allowed: readonly Network[];
  /** How long a target may take to answer. */
  readonly timeout: number;
  /** How long a version is tried that a target does not take. */
  readonly giveUpAfter: number;
  /** How long a process that sends and is gone keeps others from sending. */
  readonly lease: number;
}

interface Section {
  readonly allow?: readonly string[];
  readonly timeout?: number;
  readonly giveUpAfter?: number;
  readonly lease?: number;
}

function requireAtLeast(option: string, value: number, least: number): number {
  if (value >= least) return value;
  throw failure('ARGUMENT_INVALID', { argument: `webhooks.${option}`, expected: `a number from ${least}`, value });
}

/** @throws ARGUMENT_INVALID, IP_INVALID, NETMASK_INVALID, HOST_BITS */
export function webhookSettings(inventory: Pick<Clusto, 'settings'>): WebhookSettings {
  const section = inventory.settings('webhooks') as Section;
  const { allow = [], timeout = 15_000, giveUpAfter = 259_200_000, lease = 30_000 } = section;
  return {
    allowed: allow.map((text) => parseCidr(text.includes('/') ? text : `${text}/${isIPv6(text) ? 128 : 32}`)),
    timeout: requireAtLeast('timeout', timeout, 1),
    giveUpAfter: requireAtLeast('giveUpAfter', giveUpAfter, 0),
    lease: requireAtLeast('lease', lease, 1000),
  };
}
