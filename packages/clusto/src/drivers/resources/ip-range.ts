import { type Ip, ipKey, parseIp } from '../../base/ip.ts';
import { Network, parseNetwork } from '../../base/network.ts';
import { ClustoException, failure } from '../../base/errors.ts';

/** The properties of an IP manager that say what it covers. */
export interface IpRangeProperties {
  readonly baseip: string | null;
  readonly netmask: string | null;
  readonly gateway: string | null;
}

/** What an IP manager covers; without `network` every address. */
export interface IpRange {
  readonly network: Network | undefined;
  readonly gateway: Ip | undefined;
}

/** The default of the property: one address, of whichever family. */
export const singleAddress = '255.255.255.255';

/** The network of a mask around an address. @throws IP_INVALID, NETMASK_INVALID */
export function networkAround(baseip: string, netmask: string | null): Network {
  const mask = netmask ?? singleAddress;
  const base = parseIp(baseip);
  return mask === singleAddress ? new Network(base, base.family === 4 ? 32 : 128) : parseNetwork(baseip, mask);
}

/**
 * Understands the properties of an IP manager.
 * @throws MANAGER_INVALID, IP_INVALID, NETMASK_INVALID
 */
export function readRange(manager: unknown, { baseip, netmask, gateway }: IpRangeProperties): IpRange {
  const network = baseip === null ? undefined : networkAround(baseip, netmask);
  if (network === undefined && netmask !== null) checkNetmask(netmask);
  const router = gateway === null ? undefined : parseIp(gateway);
  if (network && router && network.family !== router.family)
    throw failure('MANAGER_INVALID', {
      manager,
      reason: `its gateway ${gateway} is not of the family of ${network.text}`,
    });
  return { network, gateway: router };
}

/** Without a base address the family is not known yet. */
function checkNetmask(netmask: string): void {
  try {
    networkAround('0.0.0.0', netmask);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    networkAround('::', netmask);
  }
}

/** The stored form of "every address". */
export const everyAddress = 'any';

/** Every text under which a range that covers an address can be stored. */
export function coveringRanges(ip: Ip): string[] {
  const bits = ip.family === 4 ? 32 : 128;
  const networks = Array.from({ length: bits + 1 }, (_, prefix) => new Network(ip, prefix).text);
  return [...networks, everyAddress];
}

/** The prefix length of a stored range; −1 for every address. */
export function prefixOf(range: string): number {
  return range === everyAddress ? -1 : Number(range.slice(range.indexOf('/') + 1));
}

/** An address as text of fixed length that sorts like the addresses of both families. */
export function sortableText(ip: Ip): string {
  return ipKey(ip).toString('hex');
}

/** An address as a place in the sequence of all addresses. */
export function placeOf(ip: Ip): bigint {
  return BigInt(`0x${sortableText(ip)}`);
}
