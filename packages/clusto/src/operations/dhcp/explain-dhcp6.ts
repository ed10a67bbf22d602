import { Buffer } from 'node:buffer';
import { formatIp, ipFromKey, ipKey, parseIp } from '../../base/ip.ts';
import { Network } from '../../base/network.ts';
import { type Dhcp6Option, type Dhcp6Packet } from '../../wire/dhcp/dhcp6-message.ts';
import { associationBytes } from '../../wire/dhcp/identity-association.ts';
import { uintBytes } from '../../wire/byte-reader.ts';
import { formatMac, macBytes } from '../../wire/mac-number.ts';
import { answerDhcp6, type Dhcp6Context } from './answer-dhcp6.ts';
import {
  architecture,
  type DhcpExplanation,
  type ExplainDhcpParams,
  type ExplainedAnswer,
  problemsOf,
} from './dhcp-explanation.ts';
import { type Dhcp6Address, type DhcpHost, duidOf } from './dhcp-host.ts';
import { isWithheld } from './declined-address.ts';
import { explainAnswer6 } from './explain-answer6.ts';
import { explainDeclined } from './explain-declined.ts';

/** The identifier of a client: made of its MAC address, or the one that its attribute says. */
const clientId = (mac: number | undefined, host: DhcpHost | undefined): Uint8Array =>
  mac === undefined
    ? Buffer.from((host && duidOf(host)) ?? '', 'hex')
    : Uint8Array.from([0, 3, 0, 1, ...macBytes(mac)]);

/** A SOLICIT of a client that asks for one address, and for all options there are. */
function solicit(mac: number | undefined, host: DhcpHost | undefined, { arch }: ExplainDhcpParams): Dhcp6Packet {
  const set = host?.layers.flatMap(({ six }) => [...(six?.options.keys() ?? [])]) ?? [];
  const asked = [...new Set([23, 24, 59, ...set])];
  const options: Dhcp6Option[] = [
    [1, clientId(mac, host)],
    [3, associationBytes({ id: 1, t1: 0, t2: 0, options: [] })],
    [6, Uint8Array.from(asked.flatMap((code) => uintBytes(code, 2)))],
  ];
  if (arch !== undefined) options.push([61, Uint8Array.from(uintBytes(architecture(arch).code, 2))]);
  return { message: { type: 1, transaction: 0, options }, relays: [] };
}

/** A SOLICIT wants an address: an answer without one is none. */
function explainSolicited(packet: Dhcp6Packet, context: Dhcp6Context): ExplainedAnswer {
  const explained = explainAnswer6(answerDhcp6(packet, context));
  if (explained.answer === null || explained.fields.some(({ field }) => field === 'address'))
    return { ...explained, fields: explained.fields.filter(({ field }) => field !== 'status') };
  const because = 'the client has no address that is bound on this network';
  return { answer: null, reason: 'no-address', because, fields: [] };
}

/** Where there is no address: that the one which is bound was declined, if that is why. */
function explainWithheld(
  explained: ExplainedAnswer,
  host: DhcpHost | undefined,
  address: Dhcp6Address | undefined,
): ExplainedAnswer {
  if (explained.reason !== 'no-address' || host === undefined || address?.declined === undefined) return explained;
  return explainDeclined(host.name, formatIp(ipFromKey(address.ip)), address.number, address.declined);
}

/**
 * As for DHCPv4: the answer to a client on each network on which it has an address, or on the one that is named.
 * @param mac of the client; undefined: it is known by the attribute `dhcp6.duid` alone
 */
export function explainDhcp6(
  mac: number | undefined,
  hosts: readonly DhcpHost[],
  params: ExplainDhcpParams & { readonly now: number },
): DhcpExplanation[] {
  const [host] = hosts;
  const own = host?.addresses6.filter((address) => address.mac === undefined || address.mac === mac) ?? [];
  const networks = new Map(own.map(({ ip, prefix }) => [new Network(ipFromKey(ip), prefix).text, ip] as const));
  const { network: named } = params;
  const asked: readonly (readonly [string | null, Uint8Array | undefined])[] =
    named !== undefined ? [[named, ipKey(parseIp(named))]] : networks.size > 0 ? [...networks] : [[null, undefined]];
  return asked.map(([network, link]) => {
    const context: Dhcp6Context = {
      hostsOf: () => hosts,
      hostOfDuid: () => (mac === undefined ? host : undefined),
      server: new Uint8Array(),
      links: link === undefined ? [] : [link],
      isUnicast: false,
      isRelay: () => true,
      isInConflict: (address) => isWithheld(address, params.now),
      hasRapidCommit: false,
    };
    const isHere = ({ ip, prefix }: Dhcp6Address): boolean =>
      link === undefined || new Network(ipFromKey(ip), prefix).contains(ipFromKey(link));
    const withheld = own.find((address) => isWithheld(address, params.now) && isHere(address));
    return {
      entity: hosts.length === 0 ? null : hosts.map(({ name }) => name).join(', '),
      mac: mac === undefined ? null : formatMac(mac),
      network,
      ...explainWithheld(explainSolicited(solicit(mac, host, params), context), host, withheld),
      problems: hosts.flatMap((one) => problemsOf(one, 'dhcp6')),
    };
  });
}
