import { Buffer } from 'node:buffer';
import { formatIp, ipFromKey } from '../../base/ip.ts';
import {
  answerDhcp6,
  type Dhcp6Context,
  type Dhcp6NoReply,
  type Dhcp6Reply,
} from '../../operations/dhcp/answer-dhcp6.ts';
import type { Dhcp6Record } from '../../operations/dhcp/dhcp-record.ts';
import { type DhcpHost } from '../../operations/dhcp/dhcp-host.ts';
import { sameBytes } from '../../operations/dhcp/dhcp6-request.ts';
import { dhcp6Silences } from '../../operations/dhcp/dhcp6-silence.ts';
import { decodeDhcp6, type Dhcp6Packet, encodeDhcp6, optionOf } from '../../wire/dhcp/dhcp6-message.ts';
import { ClientRates } from './client-rates.ts';
import { type DhcpPeer } from './dhcp-channel.ts';
import { type DhcpAnswering } from './dhcp-answers.ts';
import { type Dhcp6Channel } from './dhcp6-channel.ts';
import { recordOf6 } from './record-of6.ts';
import { type Dhcp6Settings } from './dhcp6-settings.ts';
import { tellFailure } from './tell-failure.ts';

/** What packets are answered by. */
export interface Dhcp6Answering
  extends
    Pick<DhcpAnswering, 'settings' | 'hostsOf' | 'log' | 'limited' | 'count' | 'version' | 'declined' | 'writes'>,
    Pick<Dhcp6Context, 'hostOfDuid' | 'server'> {
  readonly six: Dhcp6Settings;
  /** Keeps requests, where that is wanted. */
  readonly record: ((request: Dhcp6Record) => void) | undefined;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const textOf = (address: Uint8Array): string => formatIp(ipFromKey(address));
const [relayReply, clientIdCode, sourcePortCode] = [13, 1, 135];
/** RFC 8415 section 11.1: no identifier is longer, so of one that is not all is told. */
const longestId = 130;

/** Who asks, as the log tells it. */
interface Asking {
  /** The identifier of the client, else its address. */
  readonly client: string;
  /** The address of the network that a relay names, `::` where there is none. */
  readonly relay: string;
}

/** Answers packets of DHCPv6: what is hostile costs little, and changes nothing for others. */
export class Dhcp6Answers {
  readonly #rates = new ClientRates<string>();
  readonly #answering: () => Dhcp6Answering;

  /** @param answering is asked for each packet, so that it can be another after a reload */
  constructor(answering: () => Dhcp6Answering) {
    this.#answering = answering;
  }

  /** Answers a packet, if it is to be answered. Throws nothing. @param now in milliseconds */
  take(channel: Dhcp6Channel, bytes: Uint8Array, from: DhcpPeer, now: number): void {
    const answering = this.#answering();
    try {
      this.#answer(answering, channel, bytes, from, now);
    } catch (error) {
      tellFailure(answering, from.address, error);
    }
  }

  #answer(answering: Dhcp6Answering, channel: Dhcp6Channel, bytes: Uint8Array, from: DhcpPeer, now: number): void {
    const { settings, six, server, hostsOf, hostOfDuid, count } = answering;
    // a relay is told such things, and no server
    if (bytes[0] === relayReply) return count('message-type');
    const packet = decodeDhcp6(bytes);
    const near = packet.relays.at(-1);
    // the address that its own network knows it by, which is one of this network alone
    const peer = near === undefined ? from.address : `${textOf(near.peer)} on ${textOf(near.link)}`;
    const id = optionOf(packet.message.options, clientIdCode);
    const link = packet.relays.findLast((relay) => relay.link.some((byte) => byte !== 0))?.link;
    const asking: Asking = {
      client: id === undefined ? peer : hex(id.subarray(0, longestId)),
      relay: link === undefined ? '::' : textOf(link),
    };
    if (!this.#rates.isWithin(peer, settings.clientRate, now)) {
      count('too-often');
      return answering.limited.write('DHCP6_TOO_OFTEN', { client: asking.client, from: peer });
    }
    const { links, isUnicast } = channel;
    const answer = answerDhcp6(packet, {
      hostsOf,
      hostOfDuid,
      server,
      links,
      isUnicast,
      isRelay: six.isRelay,
      isInConflict: (address) => answering.declined.has(address, now),
      hasRapidCommit: settings.hasRapidCommit,
    });
    // what cannot be read is nothing to answer again
    if (answering.record !== undefined) {
      const arrival = { channel, bytes, from, now, settings, version: answering.version };
      answering.record(recordOf6(packet, arrival, { server, six }));
    }
    if (answer.kind === 'silence') {
      count(answer.reason);
      return tellSilence(answering, answer, asking);
    }
    count(answer.type);
    channel.send(encodeDhcp6(answer.packet, true), { address: from.address, port: portOf(packet, from, six) });
    return note(answering, answer, asking, now);
  }
}

function note(answering: Dhcp6Answering, answer: Dhcp6Reply, { client, relay }: Asking, now: number): void {
  const { log, limited } = answering;
  const host = answer.host.name;
  for (const { kind, ip } of answer.ended)
    if (kind === 'declined') decline(answering, answer.host, ip, client, now);
    else log.write('DHCP6_ADDRESS_RELEASED', { client, host, address: textOf(ip) });
  const addresses = answer.given.map(({ ip }) => textOf(ip)).join(', ');
  if (answer.refused !== undefined)
    limited.write('DHCP6_ADDRESS_REFUSED', { client, host, relay, because: answer.refused });
  // a client that hears no advertisement asks again and again
  else if (answer.type === 'advertise') limited.write('DHCP6_ADDRESS_OFFERED', { client, host, addresses, relay });
  else if (addresses !== '') log.write('DHCP6_ADDRESS_GIVEN', { client, host, addresses, relay });
  else if (answer.ended.length === 0) log.write('DHCP6_CLIENT_TOLD', { client, host, relay });
}

/** Withholds an address from now on; it is written behind. What is withheld already is not news. */
function decline(
  { settings, declined, writes, log }: Dhcp6Answering,
  host: DhcpHost,
  ip: Uint8Array,
  client: string,
  now: number,
): void {
  const address = host.addresses6.find((one) => sameBytes(one.ip, ip));
  if (address === undefined || declined.has(address, now)) return;
  const seconds = settings.declineTime / 1000;
  declined.add(ip, now + settings.declineTime);
  writes.decline(ip, client, settings.declineTime);
  log.write('DHCP6_ADDRESS_DECLINED', { client, host: host.name, address: textOf(ip), seconds });
}

/** The port of a client; that of a relay, which may have another one and says so (RFC 8357). */
function portOf({ relays: [outer] }: Dhcp6Packet, from: DhcpPeer, { port, clientPort }: Dhcp6Settings): number {
  if (outer === undefined) return clientPort;
  return optionOf(outer.options, sourcePortCode) === undefined ? port : from.port;
}

function tellSilence({ limited }: Dhcp6Answering, { reason }: Dhcp6NoReply, { client, relay }: Asking): void {
  if (reason === 'unknown-client') limited.write('DHCP6_CLIENT_UNKNOWN', { client, relay });
  else limited.write('DHCP6_IGNORED', { client, relay, reason, because: dhcp6Silences[reason] });
}
