import { failure } from '../../base/errors.ts';
import { formatIp, type Ip } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Clusto } from '../clusto.ts';
import { nameAddresses, type NameParams, namingAttributes } from './name-addresses.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { zoneFile, type ZoneParams, type ZoneRecord } from './zone-file.ts';

export interface ReverseZoneParams extends Omit<HostParams, 'networks'>, NameParams, ZoneParams {
  /** The network that the zone is for: `10.0.0.0/16`, `2001:db8::/64`, or the name of an IP manager. */
  readonly network: string;
}

/** The labels of an address below its root: octets of IPv4 (RFC 1035 section 3.5), nibbles of IPv6 (RFC 3596 section 2.5). */
function labels({ family, value }: Ip): string[] {
  const text = family === 4 ? formatIp({ family, value }).split('.') : value.toString(16).padStart(32, '0').split('');
  return text.toReversed();
}

interface ReverseZone {
  readonly zone: string;
  /** How many labels of an address are below the zone. */
  readonly depth: number;
}

/**
 * The zone of a network: its prefix ends between two labels, or it lies in the last octet of IPv4, where the zone is one
 * of those of RFC 2317, `64/26.2.0.192.in-addr.arpa`.
 * @throws ZONE_INVALID
 */
function reverseZoneOf(network: Network): ReverseZone {
  const { family, prefix, first } = network;
  const [bits, root] = family === 4 ? [8, 'in-addr.arpa'] : [4, 'ip6.arpa'];
  const all = labels({ family, value: first });
  if (family === 4 && prefix > 24) {
    const [last = '', ...rest] = all;
    return { zone: `${last}/${prefix}.${rest.join('.')}.${root}`, depth: 1 };
  }
  if (prefix % bits !== 0 || prefix === 0) {
    const next = Math.ceil((prefix + 1) / bits) * bits;
    const around = Math.max(next - bits, bits);
    throw failure('ZONE_INVALID', {
      zone: network.text,
      reason: `reverse zones end at every ${bits} bits; name one of its networks /${next}${prefix === 0 ? '' : `, or the /${around} around it`}`,
    });
  }
  const depth = all.length - prefix / bits;
  return { zone: [...all.slice(depth), root].join('.'), depth };
}

/** @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, ARGUMENT_INVALID, IP_INVALID, NETMASK_INVALID, HOST_BITS */
async function readNetwork(inventory: Clusto, text: string): Promise<Network> {
  // no entity has a slash in its name
  if (text.includes('/')) return parseCidr(text);
  const network = await (await inventory.getByName(text, IPManager)).getNetwork();
  if (network !== null) return network;
  throw failure('ARGUMENT_INVALID', {
    argument: 'network',
    expected: 'a network, or a subnet with a range',
    value: text,
  });
}

/**
 * A reverse zone: each address of the network leads back to the name that is its canonical one.
 * @throws ZONE_INVALID for a network that is not one zone, and without name servers; ARGUMENT_INVALID, ENTITY_NOT_FOUND,
 * ENTITY_WRONG_DRIVER, and as `readHosts`
 */
export async function reverseZone(inventory: Clusto, params: ReverseZoneParams): Promise<Output> {
  const view = inventory.at(await inventory.version());
  const network = await readNetwork(view, params.network);
  const { zone, depth } = reverseZoneOf(network);
  const { version, hosts, skipped } = await readHosts(view, { ...params, networks: [network.text] }, namingAttributes);
  const records = new Map<string, ZoneRecord>();
  // a host that has no address in this network is none of its business
  for (const { host, address, names } of nameAddresses(
    hosts.filter(({ addresses }) => addresses.length > 0),
    params,
    skipped,
  )) {
    const { canonical } = names;
    if (!canonical.includes('.')) {
      skipped.add('a name without a domain', host.name);
      continue;
    }
    const owner = labels(address.ip).slice(0, depth).join('.');
    records.set(`${owner} ${canonical}`, { owner, type: 'PTR', data: `${canonical}.` });
  }
  return { version, skipped: skipped.list(), ...zoneFile(zone, version, params, [...records.values()]) };
}
