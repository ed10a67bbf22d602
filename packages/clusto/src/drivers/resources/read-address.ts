import { type Ip, ipFromLegacyInteger, parseIp } from '../../base/ip.ts';
import { failure } from '../../base/errors.ts';

/**
 * An address from its text, from the integer under which attributes keep an IPv4 address (the address − 2^31), or from a
 * bigint that is the IPv4 address itself.
 * @throws IP_INVALID
 */
export function readAddress(given: unknown): Ip {
  if (typeof given === 'number') return ipFromLegacyInteger(given);
  if (typeof given !== 'bigint') return parseIp(given);
  if (given < 0n || given >= 2n ** 32n) throw failure('IP_INVALID', { ip: given });
  return { family: 4, value: given };
}
