import { Buffer } from 'node:buffer';
import type { Dhcp4Limits, Dhcp4Packet } from '../../wire/dhcp/dhcp4-packet.ts';
import { ip4Bytes, isHostAddress } from '../../wire/ip4.ts';
import {
  type Dhcp4Field,
  type Dhcp4Listener,
  type Dhcp4Parameters,
  dhcp4Parameters,
  type OriginOf,
} from './dhcp4-parameters.ts';
import { type Dhcp4MessageType, type Dhcp4Request, readDhcp4Request } from './dhcp4-request.ts';
import type { Dhcp4Silence } from './dhcp4-silence.ts';
import type { RelayTrust } from './dhcp-record.ts';
import { addressesOf, addressOn, type DhcpAddress, type DhcpHost, isEnabled, originIn } from './dhcp-host.ts';

/** What is known where a packet comes in. */
export interface Dhcp4Context {
  /** The entities that have a port with a MAC address. */
  readonly hostsOf: (mac: number) => readonly DhcpHost[];
  /** The address by which this server is known (option 54), which it sends from. */
  readonly server: number;
  /** An address of the network that the packet came in from; undefined where only relays are served. */
  readonly link: number | undefined;
  /** The port that the packet was sent from. */
  readonly port: number;
  /** Whether a relay is answered, and believed what it says of networks, servers and ports. */
  readonly trustOf: (relay: number) => RelayTrust;
  /** Whether an address is withheld, as its owner declined it a short while ago. */
  readonly isInConflict: (address: DhcpAddress) => boolean;
  /** Whether a client that asks for it gets its address in two packets (RFC 4039). */
  readonly hasRapidCommit: boolean;
  /**
   * A client that nobody knows, where its network has addresses for such; none do where it is left out.
   * @param link an address of its network
   */
  readonly guestOf?: ((mac: number, link: number) => { readonly host: DhcpHost | undefined } | undefined) | undefined;
}

/** An answer to send. */
export interface Dhcp4Reply {
  readonly kind: 'reply';
  readonly type: 'offer' | 'ack' | 'nak';
  readonly packet: Dhcp4Packet;
  readonly limits: Dhcp4Limits;
  readonly to: { readonly address: number; readonly port: number };
  readonly host: DhcpHost;
  /** Where each field comes from. */
  readonly fields: readonly Dhcp4Field[];
  /** Of a refusal: why. */
  readonly because: string | undefined;
}

/** No answer, and why. */
export interface Dhcp4NoReply {
  readonly kind: 'silence';
  readonly reason: Dhcp4Silence;
  /** The host and the address that it is about, where they are known: of a declined address, whom to tell. */
  readonly host?: DhcpHost;
  readonly ip?: number;
}

const broadcastAddress = 0xffff_ffff;
const broadcastFlag = 0x8000;
const [serverPort, clientPort] = [67, 68];
/** The option 53 of each. */
const typeBytes = { offer: Uint8Array.of(2), ack: Uint8Array.of(5), nak: Uint8Array.of(6) } as const;
const returned: readonly number[] = [61, 97, 82];
const returnedInRefusals: readonly number[] = [61, 82];
/** What an answer is nothing without. */
const core: ReadonlySet<number> = new Set([53, 54, 51, 58, 59, 1, 3, 60, 61, 80]);

const silence = (reason: Dhcp4Silence, about: Partial<Pick<Dhcp4NoReply, 'host' | 'ip'>> = {}): Dhcp4NoReply => ({
  kind: 'silence',
  reason,
  ...about,
});

/** A request of a host that is known and enabled, where it came from. */
interface Asking {
  readonly request: Dhcp4Request;
  readonly context: Dhcp4Context;
  readonly host: DhcpHost;
  /** What the relay says, where it is believed. */
  readonly relay: Dhcp4Request['relay'];
  readonly serverId: number;
  /** The address of the host on the network of the request. */
  readonly address: DhcpAddress | undefined;
}

/** Where an answer goes (RFC 2131 section 4.1). A plain socket cannot reach who has no address yet but by broadcast. */
function destination({ request, context, relay }: Asking, isRefusal: boolean): Dhcp4Reply['to'] {
  const { giaddr, ciaddr } = request.packet;
  const isDirect = request.type === 'inform' && ciaddr !== 0;
  if (giaddr !== 0 && !isDirect)
    return { address: giaddr, port: relay?.hasSourcePort === true ? context.port : serverPort };
  return { address: isRefusal || ciaddr === 0 ? broadcastAddress : ciaddr, port: clientPort };
}

/** What an answer says of its host: tells who listens each field. */
type Telling = (hear: Dhcp4Listener) => Dhcp4Parameters;

const toldNothing: Dhcp4Parameters = { siaddr: 0, file: '', spare: new Set() };

/** Fields are told a second time to who asks where they come from: the server does not. */
class Reply implements Dhcp4Reply {
  readonly kind = 'reply';
  readonly type: Dhcp4Reply['type'];
  readonly packet: Dhcp4Packet;
  readonly limits: Dhcp4Limits;
  readonly to: Dhcp4Reply['to'];
  readonly host: DhcpHost;
  readonly because: string | undefined;
  readonly #telling: Telling;

  constructor(asking: Asking, type: Dhcp4Reply['type'], telling: Telling, yiaddr: number, because?: string) {
    const { request, serverId } = asking;
    const { packet: asked, client } = request;
    const options = new Map<number, Uint8Array>();
    options.set(53, typeBytes[type]);
    options.set(54, ip4Bytes(serverId));
    if (because !== undefined) options.set(56, Buffer.from(because));
    const { siaddr, file, spare } = telling((field, value) => {
      if (typeof field === 'number') options.set(field, value);
    });
    // what a client or a relay sent for its own use goes back as it was (RFC 6842, RFC 4578, RFC 3046)
    for (const code of type === 'nak' ? returnedInRefusals : returned) {
      const own = asked.options.get(code);
      if (own !== undefined) options.set(code, own);
    }
    this.type = type;
    this.packet = {
      op: 2,
      htype: asked.htype,
      hlen: asked.hlen,
      hops: 0,
      xid: asked.xid,
      secs: 0,
      flags: type === 'nak' && asked.giaddr !== 0 ? asked.flags | broadcastFlag : asked.flags,
      ciaddr: type === 'ack' ? asked.ciaddr : 0,
      yiaddr,
      siaddr,
      giaddr: asked.giaddr,
      chaddr: asked.chaddr,
      sname: '',
      file,
      options,
    };
    this.limits = { size: client.room, spare, core };
    this.to = destination(asking, type === 'nak');
    this.host = asking.host;
    this.because = because;
    this.#telling = telling;
  }

  get fields(): readonly Dhcp4Field[] {
    const fields: Dhcp4Field[] = [];
    this.#telling((field, value, origin) => void fields.push({ field, value, origin: origin() }));
    return fields;
  }
}

const isAskedFor: OriginOf = () => ({ rule: 'the client asks for it' });

/** The address of the host with all that goes with it. */
function give(asking: Asking, address: DhcpAddress, type: 'offer' | 'ack', isRapid = false): Dhcp4Reply {
  const { request, host } = asking;
  const telling: Telling = (hear) => {
    hear('yiaddr', ip4Bytes(address.ip), () =>
      originIn(host.name, { attribute: `ip#${address.number}`, version: address.version }),
    );
    if (isRapid) hear(80, new Uint8Array(), isAskedFor);
    return dhcp4Parameters(host, address, request, true, hear);
  };
  return new Reply(asking, type, telling, address.ip);
}

const refuse = (asking: Asking, because: string): Dhcp4Reply => new Reply(asking, 'nak', () => toldNothing, 0, because);

function answerDiscover(asking: Asking): Dhcp4Reply | Dhcp4NoReply {
  const { request, context, host, address } = asking;
  if (address === undefined) return silence(host.addresses.length === 0 ? 'no-address' : 'other-network', { host });
  if (context.isInConflict(address)) return silence('address-in-conflict', { host, ip: address.ip });
  const isRapid = context.hasRapidCommit && request.packet.options.has(80);
  return give(asking, address, isRapid ? 'ack' : 'offer', isRapid);
}

/** A request in each of the states that a client can be in (RFC 2131 section 4.3.2). */
function answerRequest(asking: Asking): Dhcp4Reply | Dhcp4NoReply {
  const { request, context, host, address, serverId } = asking;
  const { requested, serverId: chosen, packet } = request;
  const isSelecting = chosen !== undefined;
  if (isSelecting && chosen !== serverId && chosen !== context.server) return silence('other-server', { host });
  const wanted = isSelecting || packet.ciaddr === 0 ? (requested ?? (packet.ciaddr || undefined)) : packet.ciaddr;
  if (wanted === undefined) return silence('address-missing', { host });
  if (host.addresses.length === 0 && !isSelecting && packet.ciaddr === 0) return silence('no-address', { host });
  // a renewal that is not relayed comes from any network that is routed to here
  const isRouted = packet.ciaddr !== 0 && packet.giaddr === 0;
  const own = isRouted ? addressesOf(host, request.mac).find(({ ip }) => ip === wanted) : address;
  if (own?.ip !== wanted) return refuse(asking, 'the address is not that of this client here');
  if (context.isInConflict(own)) return refuse(asking, 'the address is used by another');
  return give(asking, own, 'ack');
}

function answerInform(asking: Asking): Dhcp4Reply {
  const { request, host, address } = asking;
  const { ciaddr } = request.packet;
  const own = addressesOf(host, request.mac).find(({ ip }) => ip === ciaddr) ?? address;
  return new Reply(asking, 'ack', (hear) => dhcp4Parameters(host, own, request, false, hear), 0);
}

/** Only who has an address can give it back, or say that another has it. */
function takeBack({ request, context, host, serverId }: Asking): Dhcp4NoReply {
  const { type, requested, packet, serverId: chosen } = request;
  const ip = type === 'decline' ? requested : packet.ciaddr;
  const isMeant = chosen === undefined || chosen === serverId || chosen === context.server;
  if (!isMeant) return silence('other-server', { host });
  if (ip === undefined || !addressesOf(host, request.mac).some((address) => address.ip === ip))
    return silence('not-the-owner', { host });
  return silence(type === 'decline' ? 'declined' : 'released', { host, ip });
}

const isNoneOrHost = (address: number): boolean => address === 0 || isHostAddress(address);

const guestAt = (
  { mac }: Dhcp4Request,
  { guestOf }: Dhcp4Context,
  link: number | undefined,
): { readonly host: DhcpHost | undefined } | undefined => (link === undefined ? undefined : guestOf?.(mac, link));

/** Who asks, and where; or why there is no answer. */
function findAsking(request: Dhcp4Request, context: Dhcp4Context): Asking | Dhcp4NoReply {
  const { packet, mac } = request;
  const { giaddr, ciaddr } = packet;
  if (giaddr === context.server || ciaddr === context.server) return silence('own-packet');
  if (!isNoneOrHost(giaddr) || !isNoneOrHost(ciaddr)) return silence('address-invalid');
  const trust = giaddr === 0 ? 'answered' : context.trustOf(giaddr);
  if (trust === 'refused') return silence('relay-refused');
  const hosts = context.hostsOf(mac);
  if (hosts.length > 1) return silence('several-clients');
  const relay = trust === 'believed' ? request.relay : undefined;
  const link = giaddr === 0 ? context.link : (relay?.link ?? giaddr);
  const guest = hosts.length === 0 ? guestAt(request, context, link ?? (ciaddr || undefined)) : undefined;
  const host = hosts[0] ?? guest?.host;
  if (host === undefined)
    return silence(guest !== undefined && request.type === 'discover' ? 'discovery-waiting' : 'unknown-client');
  if (!isEnabled(host)) return silence('not-enabled', { host });
  const address = link === undefined ? undefined : addressOn(host, mac, link);
  return { request, context, host, relay, serverId: relay?.serverId ?? context.server, address };
}

const answers: Readonly<Record<Dhcp4MessageType, (asking: Asking) => Dhcp4Reply | Dhcp4NoReply>> = {
  discover: answerDiscover,
  request: answerRequest,
  inform: answerInform,
  decline: takeBack,
  release: takeBack,
  leasequery: () => silence('unsupported'),
};

/**
 * The answer to a packet: a function of it and of what is known, so that the same packet has the same answer, also after
 * a restart. Addresses are those that are bound; there is no pool and no memory of leases.
 */
export function answerDhcp4(packet: Dhcp4Packet, context: Dhcp4Context): Dhcp4Reply | Dhcp4NoReply {
  const request = readDhcp4Request(packet);
  if (typeof request === 'string') return silence(request);
  const asking = findAsking(request, context);
  if ('kind' in asking) return asking;
  return answers[request.type](asking);
}
