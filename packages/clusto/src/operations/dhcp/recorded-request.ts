import { Buffer } from 'node:buffer';
import { formatIp, ipFromKey } from '../../base/ip.ts';
import { type Dhcp4Packet, decodeDhcp4 } from '../../wire/dhcp/dhcp4-packet.ts';
import { decodeDhcp6, type Dhcp6Packet, encodeDhcp6 } from '../../wire/dhcp/dhcp6-message.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import { formatMac } from '../../wire/mac-number.ts';
import { answerDhcp4 } from './answer-dhcp4.ts';
import { answerDhcp6 } from './answer-dhcp6.ts';
import { isWithheld } from './declined-address.ts';
import { type Dhcp4Request, readDhcp4Request } from './dhcp4-request.ts';
import { type Dhcp6Request, readDhcp6Request } from './dhcp6-request.ts';
import type { ExplainedAnswer } from './dhcp-explanation.ts';
import type { DhcpIndex } from './dhcp-index.ts';
import type { Dhcp4Record, Dhcp6Record, DhcpRecord } from './dhcp-record.ts';
import { explainAnswer4 } from './explain-answer4.ts';
import { explainAnswer6 } from './explain-answer6.ts';

/** The hosts that answers are made of. */
export type DhcpHosts = Pick<DhcpIndex, 'hostsOf' | 'hostOfDuid'>;

/** A recorded request, read. */
export interface RecordedRequest {
  /** The MAC address of the client, where one is known. */
  readonly mac: number | undefined;
  /** The client as people read it: its MAC address, else its identifier. */
  readonly client: string;
  /** The message: `discover`, `solicit`. */
  readonly type: string;
  /** Where it came from: the relay, or the network of the server; null where neither is known. */
  readonly from: string | null;
  /** Equal for requests that ask for the same at the same place, however long the client has asked. */
  readonly key: string;
  /** @param now in milliseconds: addresses that were declined are withheld until a time */
  readonly answer: (hosts: DhcpHosts, now: number) => ExplainedAnswer & { readonly entity: string | null };
}

const typeOf = (request: Dhcp4Request | Dhcp6Request | string): string =>
  typeof request === 'string' ? request : request.type;

const keyOf = (record: DhcpRecord, request: Uint8Array): string =>
  [
    record.family,
    String(record.server),
    String(record.family === 4 ? record.link : record.links),
    record.trust,
    Buffer.from(request).toString('base64'),
  ].join(' ');

function read4(record: Dhcp4Record): RecordedRequest {
  const packet: Dhcp4Packet = decodeDhcp4(record.packet);
  const request = readDhcp4Request(packet);
  const mac = Buffer.from(packet.chaddr).readUIntBE(0, 6);
  const at = packet.giaddr === 0 ? record.link : packet.giaddr;
  const timeless = Uint8Array.from(record.packet);
  // the transaction, and the seconds since the client began
  timeless.fill(0, 4, 10);
  return {
    mac,
    client: formatMac(mac),
    type: typeOf(request),
    from: at === undefined ? null : formatIp4(at),
    key: keyOf(record, timeless),
    answer: (hosts, now) => {
      const answer = answerDhcp4(packet, {
        hostsOf: (one) => hosts.hostsOf(one),
        server: record.server,
        link: record.link,
        port: record.port,
        trustOf: () => record.trust,
        isInConflict: (address) => isWithheld(address, now),
        hasRapidCommit: record.rapidCommit,
      });
      return { entity: answer.host?.name ?? null, ...explainAnswer4(answer) };
    },
  };
}

/** Without the number of the transaction, and the time since the client began (option 8). */
function withoutTime({ message, relays }: Dhcp6Packet): Uint8Array {
  const options = message.options.filter(([code]) => code !== 8);
  return encodeDhcp6({ message: { ...message, transaction: 0, options }, relays }, false);
}

function read6(record: Dhcp6Record): RecordedRequest {
  const packet = decodeDhcp6(record.packet);
  const request = readDhcp6Request(packet);
  const { mac, clientId } = typeof request === 'string' ? {} : request;
  const at = packet.relays.findLast(({ link }) => link.some((byte) => byte !== 0))?.link ?? record.links[0];
  const duid = clientId === undefined ? 'unknown' : Buffer.from(clientId).toString('hex');
  return {
    mac,
    client: mac === undefined ? duid : formatMac(mac),
    type: typeOf(request),
    from: at === undefined ? null : formatIp(ipFromKey(at)),
    key: keyOf(record, withoutTime(packet)),
    answer: (hosts, now) => {
      const answer = answerDhcp6(packet, {
        hostsOf: (one) => hosts.hostsOf(one),
        hostOfDuid: (one) => hosts.hostOfDuid(one),
        server: record.server,
        links: record.links,
        isUnicast: record.isUnicast,
        isRelay: () => record.trust !== 'refused',
        isInConflict: (address) => isWithheld(address, now),
        hasRapidCommit: record.rapidCommit,
      });
      return { entity: answer.host?.name ?? null, ...explainAnswer6(answer) };
    },
  };
}

/** Reads the request of a record. @throws PACKET_MALFORMED */
export function readRecorded(record: DhcpRecord): RecordedRequest {
  return record.family === 4 ? read4(record) : read6(record);
}
