import { Buffer } from 'node:buffer';
import { type Dhcp6Option, type Dhcp6Packet } from '../../wire/dhcp/dhcp6-message.ts';
import {
  type AnsweredAssociations,
  answerAssociations,
  dhcp6Status,
  refusedAssociation,
  statusOption,
} from './answer-associations.ts';
import { type Dhcp6Field, dhcp6Parameters } from './dhcp6-parameters.ts';
import { type Dhcp6MessageType, type Dhcp6Request, readDhcp6Request, sameBytes } from './dhcp6-request.ts';
import type { Dhcp6Silence } from './dhcp6-silence.ts';
import { type Dhcp6Address, type DhcpHost, nearest } from './dhcp-host.ts';

/** What is known where a packet comes in. */
export interface Dhcp6Context {
  /** The entities that have a port with a MAC address. */
  readonly hostsOf: (mac: number) => readonly DhcpHost[];
  /** The entity whose attribute `dhcp6.duid` is this, as hexadecimal digits. */
  readonly hostOfDuid: (duid: string) => DhcpHost | undefined;
  /** The identifier of this server (DUID). */
  readonly server: Uint8Array;
  /** Addresses of the network that the packet came in from, each of 16 bytes; none where only relays are served. */
  readonly links: readonly Uint8Array[];
  /** Whether it was sent to the address of this server, and not to all servers. */
  readonly isUnicast: boolean;
  /** Whether a relay is answered, by the address of the network that it names. */
  readonly isRelay: (link: Uint8Array) => boolean;
  /** Whether an address is withheld, as its owner declined it a short while ago. */
  readonly isInConflict: (address: Dhcp6Address) => boolean;
  /** Whether a client that asks for it gets its address in two packets. */
  readonly hasRapidCommit: boolean;
}

/** An answer to send to where the packet came from: to port 546 of a client, to port 547 of a relay. */
export interface Dhcp6Reply {
  readonly kind: 'reply';
  readonly type: 'advertise' | 'reply';
  readonly packet: Dhcp6Packet;
  readonly host: DhcpHost;
  /** The addresses that the client gets. */
  readonly given: readonly Dhcp6Address[];
  /** Why it does not get what it asks for, where it gets none of it. */
  readonly refused: string | undefined;
  /** Where the options come from that attributes say. */
  readonly fields: readonly Dhcp6Field[];
  /** Addresses that the client has given back, or has found in use by another. */
  readonly ended: readonly { readonly kind: 'released' | 'declined'; readonly ip: Uint8Array }[];
}

/** No answer, and why. */
export interface Dhcp6NoReply {
  readonly kind: 'silence';
  readonly reason: Dhcp6Silence;
  readonly host?: DhcpHost;
}

const messageTypes = { advertise: 2, reply: 7 } as const;

interface Asking {
  readonly request: Dhcp6Request;
  readonly context: Dhcp6Context;
  readonly host: DhcpHost;
  /** The addresses of the host on the network of the request, those on its port first. */
  readonly addresses: readonly Dhcp6Address[];
  /** Whether an address is on that network, as far as the addresses of the host tell. */
  readonly isOnLink: (ip: Uint8Array) => boolean;
}

const silence = (reason: Dhcp6Silence, host?: DhcpHost): Dhcp6NoReply => ({
  kind: 'silence',
  reason,
  ...(host === undefined ? {} : { host }),
});

/** Whether two addresses are in the same network of a prefix length. */
function isSameNetwork(one: Uint8Array, other: Uint8Array, prefix: number): boolean {
  const whole = prefix >> 3;
  const rest = 0xff00 >> (prefix & 7);
  const last = ((one[whole] ?? 0) ^ (other[whole] ?? 0)) & rest & 0xff;
  return last === 0 && sameBytes(one.subarray(0, whole), other.subarray(0, whole));
}

function reply(
  asking: Asking,
  type: Dhcp6Reply['type'],
  options: readonly Dhcp6Option[],
  more: Partial<Pick<Dhcp6Reply, 'given' | 'refused' | 'fields' | 'ended'>> = {},
): Dhcp6Reply {
  const { request, context, host } = asking;
  const { message, relays } = request.packet;
  const { fields = dhcp6Parameters(host, request), given = [], refused, ended = [] } = more;
  const own: Dhcp6Option[] = [[2, context.server]];
  if (request.clientId !== undefined) own.unshift([1, request.clientId]);
  const told = fields.map(({ code, value }): Dhcp6Option => [code, value]);
  // what a relay adds for its own use goes back: the interface, and the port it sent from (RFC 8415 19.3, RFC 8357)
  const back = relays.map((relay) => ({
    ...relay,
    options: relay.options.filter(([code]) => code === 18 || code === 135),
  }));
  return {
    kind: 'reply',
    type,
    packet: {
      message: { type: messageTypes[type], transaction: message.transaction, options: [...own, ...options, ...told] },
      relays: back,
    },
    host,
    given,
    refused,
    fields,
    ended,
  };
}

function associate(asking: Asking): AnsweredAssociations {
  return answerAssociations({
    ...asking,
    addresses: asking.addresses.filter((address) => !asking.context.isInConflict(address)),
    // where the host has no address nothing is known of the network
    isElsewhere: (ip) => asking.addresses.length > 0 && !asking.isOnLink(ip),
  });
}

function answerSolicit(asking: Asking): Dhcp6Reply {
  const { request, context } = asking;
  const { options, given, refused } = associate(asking);
  // an answer without any address is one to know, and not to take
  if (refused !== undefined)
    return reply(asking, 'advertise', [...options, statusOption(dhcp6Status.noAddress, refused)], { refused });
  return context.hasRapidCommit && request.isRapid
    ? reply(asking, 'reply', [...options, [14, new Uint8Array()]], { given })
    : reply(asking, 'advertise', options, { given });
}

/** REQUEST, RENEW and REBIND. */
function answerAsking(asking: Asking): Dhcp6Reply | Dhcp6NoReply {
  const { options, ...rest } = associate(asking);
  const isForOthers = options.length === 0 && asking.request.associations.length > 0;
  return isForOthers ? silence('other-binding', asking.host) : reply(asking, 'reply', options, rest);
}

/** Whether the client is still on the network of its addresses, as far as is known (RFC 8415 section 18.3.3). */
function answerConfirm(asking: Asking): Dhcp6Reply | Dhcp6NoReply {
  const wanted = asking.request.associations.flatMap((one) => one.addresses);
  if (wanted.length === 0) return silence('association-unfit', asking.host);
  if (asking.addresses.length === 0) return silence('nothing-to-confirm', asking.host);
  if (wanted.every(asking.isOnLink))
    return reply(asking, 'reply', [statusOption(dhcp6Status.success, 'on this network')]);
  const refused = 'the address that it has is not of this network';
  return reply(asking, 'reply', [statusOption(dhcp6Status.notOnLink, refused)], { refused });
}

/** RELEASE and DECLINE: only who has an address can give it back, or say that another has it. */
function takeBack(asking: Asking): Dhcp6Reply {
  const { request, host } = asking;
  const kind = request.type === 'decline' ? 'declined' : 'released';
  const isOwn = (ip: Uint8Array): boolean => host.addresses6.some((one) => sameBytes(one.ip, ip));
  const strange = request.associations.filter(({ addresses }) => !addresses.some(isOwn));
  const why = 'the client does not have it';
  const options = strange.map((one) => refusedAssociation(one, dhcp6Status.noBinding, why));
  const ended = request.associations.flatMap(({ addresses }) =>
    addresses.filter(isOwn).map((ip) => ({ kind, ip }) as const),
  );
  return reply(asking, 'reply', [...options, statusOption(dhcp6Status.success, 'noted')], {
    ended,
    refused: ended.length === 0 ? `it wants to give back (${request.type}) what it does not have` : undefined,
  });
}

const answers: Readonly<Record<Dhcp6MessageType, (asking: Asking) => Dhcp6Reply | Dhcp6NoReply>> = {
  solicit: answerSolicit,
  request: answerAsking,
  renew: answerAsking,
  rebind: answerAsking,
  confirm: answerConfirm,
  release: takeBack,
  decline: takeBack,
  'information-request': (asking) =>
    asking.request.associations.length > 0 ? silence('association-unfit', asking.host) : reply(asking, 'reply', []),
};

/** Clients have to multicast; those that ask this server by name are told so (RFC 8415 section 18.4). */
function answerUnicast(asking: Asking): Dhcp6Reply | Dhcp6NoReply {
  if (asking.request.serverId === undefined || asking.request.type === 'information-request')
    return silence('unicast', asking.host);
  const refused = 'it has to send to all servers (UseMulticast)';
  return reply(asking, 'reply', [statusOption(dhcp6Status.useMulticast, refused)], { fields: [], refused });
}

/** Who asks: whose identifier an attribute says, else who has the MAC address. */
function findHost({ clientId, mac }: Dhcp6Request, context: Dhcp6Context): DhcpHost | Dhcp6NoReply {
  const named = clientId === undefined ? undefined : context.hostOfDuid(Buffer.from(clientId).toString('hex'));
  if (named !== undefined) return named;
  const [host, ...others] = mac === undefined ? [] : context.hostsOf(mac);
  if (host === undefined) return silence('unknown-client');
  return others.length > 0 ? silence('several-clients') : host;
}

/**
 * The answer to a packet, a function of it and of what is known, as `answerDhcp4`. Clients are told the addresses that
 * are bound, and only those.
 * @throws PACKET_MALFORMED where an identity association cannot be read
 */
export function answerDhcp6(packet: Dhcp6Packet, context: Dhcp6Context): Dhcp6Reply | Dhcp6NoReply {
  const request = readDhcp6Request(packet);
  if (typeof request === 'string') return silence(request);
  const { serverId, mac } = request;
  if (serverId !== undefined && !sameBytes(serverId, context.server)) return silence('other-server');
  // the relay next to the client that knows the network of the client (RFC 8415 section 13.1)
  const link = packet.relays.findLast((relay) => relay.link.some((byte) => byte !== 0))?.link;
  // relays that name none are on the network of the client (RFC 6221)
  const here = link === undefined ? context.links : [link];
  const isRelayed = packet.relays.length > 0;
  if (isRelayed && (link === undefined ? here.length === 0 : !context.isRelay(link))) return silence('relay-refused');
  const host = findHost(request, context);
  if ('kind' in host) return host;
  if (nearest(host, ({ six }) => six?.enabled)?.value !== true) return silence('not-enabled', host);
  const isHere = ({ ip, prefix }: Dhcp6Address): boolean => here.some((one) => isSameNetwork(ip, one, prefix));
  const onPort = (address: Dhcp6Address): number => Number(address.mac !== mac);
  // one whose identifier an attribute says may ask from a card that is not known
  const isCard = mac !== undefined && host.macs.includes(mac);
  const mine = (address: Dhcp6Address): boolean => !isCard || address.mac === undefined || address.mac === mac;
  const addresses = host.addresses6
    .filter((address) => mine(address) && isHere(address))
    .toSorted((one, other) => onPort(one) - onPort(other) || one.number - other.number);
  const isOnLink = (ip: Uint8Array): boolean => addresses.some((one) => isSameNetwork(one.ip, ip, one.prefix));
  const asking = { request, context, host, addresses, isOnLink };
  return context.isUnicast && !isRelayed ? answerUnicast(asking) : answers[request.type](asking);
}
