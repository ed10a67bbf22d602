import {
  answerDhcp4,
  type Dhcp4Context,
  type Dhcp4NoReply,
  type Dhcp4Reply,
} from '../../operations/dhcp/answer-dhcp4.ts';
import type { Dhcp4Record } from '../../operations/dhcp/dhcp-record.ts';
import { dhcp4Silences } from '../../operations/dhcp/dhcp4-silence.ts';
import { type DhcpAddress } from '../../operations/dhcp/dhcp-host.ts';
import { type DiscoveryGuest } from '../../operations/dhcp/discovery-subnets.ts';
import { decodeDhcp4, type Dhcp4Packet, encodeDhcp4 } from '../../wire/dhcp/dhcp4-packet.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import { formatMac, macOfBytes } from '../../wire/mac-number.ts';
import { type Log } from '../log/log.ts';
import { type LimitedLog } from '../log/rate-limited.ts';
import { ClientRates } from './client-rates.ts';
import { type DeclinedAddresses } from './declined-addresses.ts';
import { type DhcpChannel, type DhcpPeer } from './dhcp-channel.ts';
import { recordOf4 } from './record-of4.ts';
import { type DhcpWrites } from './dhcp-writes.ts';
import { type DhcpdSettings } from './dhcpd-settings.ts';
import { tellFailure } from './tell-failure.ts';

/** What packets are answered by. */
export interface DhcpAnswering {
  readonly settings: DhcpdSettings;
  readonly hostsOf: Dhcp4Context['hostsOf'];
  /** For what clients do. */
  readonly log: Log;
  /** For what they may do in floods. */
  readonly limited: LimitedLog;
  readonly count: (outcome: string) => void;
  /** The hosts that are known by a MAC address which is on no port of theirs. */
  readonly newcomersOf: Dhcp4Context['hostsOf'];
  /** A client that nobody knows, where its network has addresses for such. */
  readonly guestOf: (mac: number, link: number, now: number) => DiscoveryGuest | undefined;
  readonly declined: DeclinedAddresses;
  readonly writes: DhcpWrites;
  /** The version of the inventory that answers are of. */
  readonly version: number;
  /** Keeps requests, where that is wanted. */
  readonly record: ((request: Dhcp4Record) => void) | undefined;
}

const [serverPort, clientPort] = [67, 68];
/** Where the address of the client is in a packet, and how far the shortest one reaches that has it. */
const [macFrom, macTo] = [28, 34];

/** DISCOVER and REQUEST. */
const asks: ReadonlySet<number> = new Set([1, 3]);

/** Answers packets: what is hostile costs little, and changes nothing for others. */
export class DhcpAnswers {
  readonly #rates = new ClientRates<number>();
  readonly #answering: () => DhcpAnswering;
  readonly #now: () => number;

  /**
   * @param answering is asked for each packet, so that it can be another after a reload
   * @param now the time of the inventory, in milliseconds
   */
  constructor(answering: () => DhcpAnswering, now: () => number) {
    this.#answering = answering;
    this.#now = now;
  }

  /** Answers a packet, if it is to be answered. Throws nothing. */
  take(channel: DhcpChannel, bytes: Uint8Array, from: DhcpPeer): void {
    const now = this.#now();
    const answering = this.#answering();
    try {
      this.#answer(answering, channel, bytes, from, now);
    } catch (error) {
      tellFailure(answering, from.address, error);
    }
  }

  #answer(answering: DhcpAnswering, channel: DhcpChannel, bytes: Uint8Array, from: DhcpPeer, now: number): void {
    const { settings, hostsOf, limited, count, declined } = answering;
    if (bytes.length >= macTo) {
      const mac = macOfBytes(bytes.subarray(macFrom, macTo));
      // before anything is read: a flood of one client costs no more than this
      if (!this.#rates.isWithin(mac, settings.clientRate, now)) {
        count('too-often');
        return limited.write('DHCP_TOO_OFTEN', { mac: formatMac(mac), from: from.address });
      }
    }
    const packet = decodeDhcp4(bytes);
    const link = channel.isDirect ? channel.server : undefined;
    let guest: DiscoveryGuest | undefined;
    const answer = answerDhcp4(packet, {
      hostsOf,
      server: channel.server,
      link,
      port: from.port,
      trustOf: settings.trustOf,
      isInConflict: (address) => declined.has(address, now),
      guestOf: (mac, at) => (guest = answering.guestOf(mac, at, now)),
      hasRapidCommit: settings.hasRapidCommit,
    });
    // what cannot be read, and answers of servers, our own among them, are nothing to answer again
    if (answering.record !== undefined && packet.op === 1)
      answering.record(recordOf4(packet, { channel, bytes, from, now, settings, version: answering.version }));
    if (guest !== undefined) discover(answering, packet, answer, guest);
    if (settings.learns) learn(answering, packet, answer, now);
    if (answer.kind === 'silence') {
      count(answer.reason);
      return keepSilent(answering, answer, packet, now);
    }
    count(answer.type);
    channel.send(encodeDhcp4(answer.packet, answer.limits).bytes, {
      address: formatIp4(answer.to.address),
      port: portOf(answer.to.port, settings),
    });
    return tell(answering, answer);
  }
}

function keepSilent(
  answering: DhcpAnswering,
  { reason, host, ip }: Dhcp4NoReply,
  packet: Dhcp4Packet,
  now: number,
): void {
  const { log, limited } = answering;
  const who = (): Client => clientOf(packet);
  const address = host?.addresses.find((one) => one.ip === ip);
  if (reason === 'declined' && address !== undefined) decline(answering, address, host?.name, who().mac, now);
  else if (reason === 'released' && ip !== undefined)
    log.write('DHCP_ADDRESS_RELEASED', { mac: who().mac, host: host?.name, address: formatIp4(ip) });
  else if (reason === 'unknown-client') limited.write('DHCP_CLIENT_UNKNOWN', who);
  else limited.write('DHCP_IGNORED', () => ({ ...who(), reason, because: dhcp4Silences[reason] }));
}

/** Withholds an address from now on; it is written behind. What is withheld already is not news. */
function decline(
  { settings, declined, writes, log }: DhcpAnswering,
  address: DhcpAddress,
  host: string | undefined,
  mac: string,
  now: number,
): void {
  if (declined.has(address, now)) return;
  declined.add(address.ip, now + settings.declineTime);
  writes.decline(address.ip, mac, settings.declineTime);
  const seconds = settings.declineTime / 1000;
  log.write('DHCP_ADDRESS_DECLINED', { mac, host, address: formatIp4(address.ip), seconds });
}

/** Who asks, and through which relay, as text. */
interface Client {
  readonly mac: string;
  readonly relay: string;
}

const clientOf = ({ chaddr, giaddr }: Dhcp4Packet): Client => ({
  mac: formatMac(macOfBytes(chaddr)),
  relay: formatIp4(giaddr),
});

/** Has an address be held for a client that nobody knows. */
function discover(
  { writes }: DhcpAnswering,
  { chaddr }: Dhcp4Packet,
  answer: Dhcp4Reply | Dhcp4NoReply,
  { manager, isDue }: DiscoveryGuest,
): void {
  const isWaiting = answer.kind === 'silence' ? answer.reason === 'discovery-waiting' : answer.type !== 'nak';
  if (isDue && isWaiting) writes.hold(manager, formatMac(macOfBytes(chaddr)));
}

/** Has it be noted which port a client asks from, where something tells who it is (behaviour spec section 22). */
function learn(
  { settings, hostsOf, newcomersOf, writes }: DhcpAnswering,
  packet: Dhcp4Packet,
  answer: Dhcp4Reply | Dhcp4NoReply,
  now: number,
): void {
  const isUnknown = answer.kind === 'silence' && answer.reason === 'unknown-client';
  const isController = settings.isController(packet.options.get(60));
  if ((!isUnknown && !isController) || !asks.has(packet.options.get(53)?.[0] ?? 0)) return;
  const mac = macOfBytes(packet.chaddr);
  if ((isUnknown ? newcomersOf(mac) : hostsOf(mac)).length === 1)
    writes.see(mac, isController ? 'ipmi-mac' : 'mac', now);
}

/** The answer knows the ports of the protocol; a server at others has clients at others. */
const portOf = (port: number, settings: DhcpdSettings): number =>
  port === serverPort ? settings.port : port === clientPort ? settings.clientPort : port;

function tell({ log, limited }: DhcpAnswering, { type, host: { name: host }, packet, because }: Dhcp4Reply): void {
  const given = (): Client & { host: string; address: string } => {
    const { mac, relay } = clientOf(packet);
    return { mac, host, address: formatIp4(packet.yiaddr), relay };
  };
  // a client that hears no offer asks again and again
  if (type === 'offer') limited.write('DHCP_LEASE_OFFERED', given);
  else if (type === 'ack') log.write('DHCP_LEASE_GIVEN', given());
  else {
    const { mac, relay } = clientOf(packet);
    limited.write('DHCP_REQUEST_REFUSED', { mac, host, relay, because });
  }
}
