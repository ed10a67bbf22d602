import { Buffer } from 'node:buffer';
import { formatIp, ipFromKey, ipKey, parseIp } from '../../base/ip.ts';
import { Network } from '../../base/network.ts';
import { type Dhcp6Option, type Dhcp6Packet } from '../../wire/dhcp/dhcp6-message.ts';
import { associationBytes, readAssociatedAddress, readAssociation } from '../../wire/dhcp/identity-association.ts';
import { decodeOption } from '../../wire/dhcp/option-type.ts';
import { uintBytes } from '../../wire/byte-reader.ts';
import { formatMac, macBytes } from '../../wire/mac-number.ts';
import { answerDhcp6, type Dhcp6Context, type Dhcp6Reply } from './answer-dhcp6.ts';
import type { Dhcp6Field } from './dhcp6-parameters.ts';
import { sameBytes } from './dhcp6-request.ts';
import { dhcp6Silences } from './dhcp6-silence.ts';
import {
  architecture,
  type DhcpExplanation,
  type ExplainDhcpParams,
  type ExplainedField,
  plainOrigin,
  problemsOf,
} from './dhcp-explanation.ts';
import { type DhcpHost, duidOf, nearest } from './dhcp-host.ts';
import { dhcp6Table } from './dhcp-layer.ts';

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

const explainField = ({ code, value, origin }: Dhcp6Field): ExplainedField => ({
  field: dhcp6Table.nameOf(code),
  code,
  value: decodeOption({ type: dhcp6Table.ofCode(code)?.type ?? 'bytes' }, value),
  ...plainOrigin(origin),
});

/** The address that the answer gives, and how long it lasts. */
function explainAddress({ packet, host }: Dhcp6Reply): ExplainedField[] {
  const associations = packet.message.options.flatMap(([code, value]) => (code === 3 ? [readAssociation(value)] : []));
  const inside = associations.flatMap(({ options }) => options);
  return inside.flatMap(([code, value]) => {
    if (code !== 5) return [];
    const { address, preferred, valid } = readAssociatedAddress(value);
    const bound = host.addresses6.find(({ ip }) => sameBytes(ip, address));
    const lifetime = (field: string, seconds: number, pick: 'preferred' | 'valid'): ExplainedField => {
      const origin = nearest(host, ({ six }) => six?.[pick])?.origin ?? { rule: 'no attribute says otherwise' };
      return { field, code: null, value: seconds, ...plainOrigin(origin) };
    };
    const origin = { entity: host.name, attribute: `ip#${bound?.number}`, version: bound?.version ?? 0 };
    return [
      { field: 'address', code: null, value: formatIp(ipFromKey(address)), ...plainOrigin(origin) },
      lifetime('preferred-lifetime', preferred, 'preferred'),
      lifetime('valid-lifetime', valid, 'valid'),
    ];
  });
}

type Answered = Pick<DhcpExplanation, 'answer' | 'reason' | 'because' | 'fields'>;

function explainAnswer(packet: Dhcp6Packet, context: Dhcp6Context): Answered {
  const answer = answerDhcp6(packet, context);
  if (answer.kind === 'silence') {
    const { reason, host } = answer;
    const enabled = host && nearest(host, ({ six }) => six?.enabled);
    const because =
      reason === 'not-enabled' && enabled !== undefined
        ? [{ field: 'enabled', code: null, value: enabled.value, ...plainOrigin(enabled.origin) }]
        : [];
    return { answer: null, reason, because: dhcp6Silences[reason], fields: because };
  }
  const address = explainAddress(answer);
  if (address.length > 0)
    return {
      answer: 'advertise',
      reason: null,
      because: null,
      fields: [...address, ...answer.fields.map(explainField)],
    };
  const because = 'the client has no address that is bound on this network';
  return { answer: null, reason: 'no-address', because, fields: [] };
}

/**
 * As for DHCPv4: the answer to a client on each network on which it has an address, or on the one that is named.
 * @param mac of the client; undefined: it is known by the attribute `dhcp6.duid` alone
 */
export function explainDhcp6(
  mac: number | undefined,
  hosts: readonly DhcpHost[],
  params: ExplainDhcpParams,
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
      isInConflict: () => false,
      hasRapidCommit: false,
    };
    return {
      entity: hosts.length === 0 ? null : hosts.map(({ name }) => name).join(', '),
      mac: mac === undefined ? null : formatMac(mac),
      network,
      ...explainAnswer(solicit(mac, host, params), context),
      problems: hosts.flatMap((one) => problemsOf(one, 'dhcp6')),
    };
  });
}
