import { looksLikeMac, parseMac } from '../../base/mac.ts';
import { encodeScalar } from '../../base/values.ts';
import type { Dhcp4Packet } from '../../wire/dhcp/dhcp4-packet.ts';
import { formatIp4, maskOf, parseIp4 } from '../../wire/ip4.ts';
import { formatMac, macBytes, macNumber } from '../../wire/mac-number.ts';
import { type Clusto } from '../clusto.ts';
import { findEntity } from '../find-entity.ts';
import { timeOf } from './time-of.ts';
import { answerDhcp4, type Dhcp4Context } from './answer-dhcp4.ts';
import { architecture, type DhcpExplanation, type ExplainDhcpParams, problemsOf } from './dhcp-explanation.ts';
import { isWithheld } from './declined-address.ts';
import { DiscoverySubnets } from './discovery-subnets.ts';
import { explainAnswer4 } from './explain-answer4.ts';
import { explainDhcp6 } from './explain-dhcp6.ts';
import { addressesOf, type DhcpHost, duidOf } from './dhcp-host.ts';
import { DhcpLayers } from './dhcp-layers.ts';
import { DhcpSubnets } from './dhcp-subnets.ts';
import { readDhcpHosts } from './read-dhcp-hosts.ts';

const largest = 1500;

/** A DISCOVER of a client that asks for all there is. */
function discover(mac: number, host: DhcpHost | undefined, { arch, isIpxe }: ExplainDhcpParams): Dhcp4Packet {
  const set = host?.layers.flatMap(({ options }) => [...options.keys()]) ?? [];
  const asked = new Set([1, 3, 28, 6, 12, 15, 66, 67, ...set]);
  const options = new Map([
    [53, Uint8Array.of(1)],
    [55, Uint8Array.from(asked)],
    [57, Uint8Array.of(largest >> 8, largest & 255)],
  ]);
  if (arch !== undefined) {
    const { code, isHttp } = architecture(arch);
    const vendorClass = `${isHttp ? 'HTTP' : 'PXE'}Client:Arch:${String(code).padStart(5, '0')}:UNDI:003016`;
    options.set(60, new TextEncoder().encode(vendorClass)).set(93, Uint8Array.of(code >> 8, code & 255));
  }
  if (isIpxe === true) options.set(77, new TextEncoder().encode('iPXE'));
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  const addresses = { ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0 };
  return {
    op: 1,
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 0,
    secs: 0,
    flags: 0,
    ...addresses,
    chaddr,
    sname: '',
    file: '',
    options,
  };
}

/** The hosts with a port that has a MAC address. */
async function hostsWithMac(inventory: Clusto, mac: number): Promise<DhcpHost[]> {
  const rows = await inventory.reader.attributes({ subkey: 'mac', value: encodeScalar(formatMac(mac)) });
  const ids = rows.filter(({ key }) => key.startsWith('port-')).map(({ entity }) => entity);
  return readDhcpHosts(inventory, [...new Set(ids)], { layers: new DhcpLayers(), subnets: new DhcpSubnets() });
}

interface Moment {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** For clients that nobody knows. */
  readonly discovery: DiscoverySubnets;
}

function explainMac(
  mac: number,
  hosts: readonly DhcpHost[],
  { now, discovery, ...params }: ExplainDhcpParams & Moment,
): DhcpExplanation[] {
  const [host] = hosts;
  const own = host === undefined ? [] : addressesOf(host, mac);
  const networks = new Map<string, number>(
    own.map(({ ip, prefix }) => [`${formatIp4((ip & maskOf(prefix)) >>> 0)}/${prefix}`, ip] as const),
  );
  for (const { text, first } of hosts.length === 0 ? discovery.networksOf(mac) : []) networks.set(text, Number(first));
  const asked: readonly (readonly [string | null, number | undefined])[] =
    params.network !== undefined
      ? [[params.network, parseIp4(params.network)]]
      : networks.size > 0
        ? [...networks]
        : [[null, undefined]];
  return asked.map(([network, link]) => {
    const context: Dhcp4Context = {
      hostsOf: () => hosts,
      server: 0xffff_ffff,
      link,
      port: 0,
      trustOf: () => 'answered',
      isInConflict: (address) => isWithheld(address, now),
      hasRapidCommit: false,
      guestOf: (guest, at) => discovery.guestOf(guest, at, now),
    };
    const answer = answerDhcp4(discover(mac, host, params), context);
    return {
      entity: hosts.length === 0 ? null : hosts.map(({ name }) => name).join(', '),
      mac: formatMac(mac),
      network,
      ...explainAnswer4(answer),
      problems: hosts.flatMap((one) => problemsOf(one, 'dhcp')),
    };
  });
}

/**
 * The answer that a client gets when it asks for an address, each field with the attribute, the entity and the version
 * that it comes from; or why there is none. The client asks for all options that there are for it.
 * @param term a MAC address, which need not be known; else an entity, of which each MAC address is one client
 * @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, IP_INVALID, ARGUMENT_INVALID
 */
export async function explainDhcp(
  inventory: Clusto,
  term: string,
  given: ExplainDhcpParams = {},
): Promise<DhcpExplanation[]> {
  const discovery = new DiscoverySubnets();
  await discovery.read(inventory, { layers: new DhcpLayers(), subnets: new DhcpSubnets() });
  const params = { ...given, now: await timeOf(inventory), discovery };
  const isSix = params.family === 6;
  const explain = isSix ? explainDhcp6 : explainMac;
  if (params.arch !== undefined) architecture(params.arch);
  if (looksLikeMac(term)) {
    const mac = macNumber(parseMac(term));
    return explain(mac, await hostsWithMac(inventory, mac), params);
  }
  const { id, name } = await findEntity(inventory, term);
  const [host] = await readDhcpHosts(inventory, [id], { layers: new DhcpLayers(), subnets: new DhcpSubnets() });
  // without a port it may be a client of DHCPv6, by the identifier that it says
  if (isSix && host?.macs.length === 0 && duidOf(host) !== undefined) return explainDhcp6(undefined, [host], params);
  if (host === undefined || host.macs.length === 0) {
    const because = `none of its ports has a MAC address${isSix ? ', and it has no dhcp6.duid' : ''}`;
    const nothing = { mac: null, network: null, answer: null, fields: [], problems: [] };
    return [{ entity: name, reason: 'no-mac', because, ...nothing }];
  }
  const all: DhcpExplanation[] = [];
  for (const mac of host.macs) all.push(...explain(mac, await hostsWithMac(inventory, mac), params));
  return all;
}
