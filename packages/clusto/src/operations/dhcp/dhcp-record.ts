import { Buffer } from 'node:buffer';
import { failure } from '../../base/errors.ts';
import { formatIp, ipFromKey, ipKey, isIp, parseIp } from '../../base/ip.ts';
import { formatIp4, isIp4, parseIp4 } from '../../wire/ip4.ts';

/** How far a server listens to the relay of a request; of one without a relay `answered`. */
export type RelayTrust = 'refused' | 'answered' | 'believed';

/** What the request of either protocol is recorded with, so that it can be answered again without its server. */
interface RecordedAnywhere {
  readonly time: Date;
  /** The version of the inventory that the answer was of; null where it is not known. */
  readonly version: number | null;
  /** The interface that it came in at, where the server knows it. */
  readonly interface: string | null;
  /** The address and the port that it was sent from. */
  readonly source: string;
  readonly port: number;
  readonly trust: RelayTrust;
  readonly rapidCommit: boolean;
  /** The payload of the UDP datagram. */
  readonly packet: Uint8Array;
}

/** A request of DHCPv4, with what its server knew of it. Addresses are unsigned 32-bit integers. */
export interface Dhcp4Record extends RecordedAnywhere {
  readonly family: 4;
  /** The address of the server. */
  readonly server: number;
  /** An address of the network that it came from directly; undefined where only relays were served. */
  readonly link: number | undefined;
}

/** A request of DHCPv6, with what its server knew of it. Addresses are of 16 bytes. */
export interface Dhcp6Record extends RecordedAnywhere {
  readonly family: 6;
  /** The identifier of the server (DUID). */
  readonly server: Uint8Array;
  /** Addresses of the network that it came from directly; none where only relays were served. */
  readonly links: readonly Uint8Array[];
  /** Whether it was sent to the address of the server, and not to all servers. */
  readonly isUnicast: boolean;
}

export type DhcpRecord = Dhcp4Record | Dhcp6Record;

function linksOf(record: DhcpRecord): string[] {
  if (record.family === 6) return record.links.map((link) => formatIp(ipFromKey(link)));
  return record.link === undefined ? [] : [formatIp4(record.link)];
}

/** A record as a line of JSON, with its end. */
export function dhcpRecordLine(record: DhcpRecord): string {
  const { time, version, family, source, port, trust, rapidCommit } = record;
  const fields = {
    time,
    version,
    family,
    interface: record.interface,
    server: record.family === 4 ? formatIp4(record.server) : Buffer.from(record.server).toString('hex'),
    links: linksOf(record),
    source,
    port,
    unicast: record.family === 4 ? null : record.isUnicast,
    trust,
    rapidCommit,
    packet: Buffer.from(record.packet).toString('base64'),
  };
  return `${JSON.stringify(fields)}\n`;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isAddress = (value: unknown): value is string => isIp(value);
const isIp6 = (value: unknown): value is string => isIp(value) && parseIp(value).family === 6;
const isFamily = (value: unknown): value is 4 | 6 => value === 4 || value === 6;
const isTrust = (value: unknown): value is RelayTrust => ['refused', 'answered', 'believed'].includes(value as string);
const isTime = (value: unknown): value is string => isText(value) && !Number.isNaN(Date.parse(value));
const isBase64 = (value: unknown): value is string => isText(value) && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
const isDuid = (value: unknown): value is string => isText(value) && /^(?:[0-9a-f]{2})+$/.test(value);
const orNull =
  <T>(isFit: (value: unknown) => value is T) =>
  (value: unknown): value is T | null =>
    value === null || isFit(value);

const isListOf =
  <T>(isFit: (value: unknown) => value is T, most: number) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.length <= most && value.every(isFit);

/** Reads a record. @param place where it stands: `FILE:LINE` @throws DHCP_RECORD_INVALID */
export function parseDhcpRecord(line: string, place: string): DhcpRecord {
  const invalid = (reason: string, cause?: unknown) => failure('DHCP_RECORD_INVALID', { place, reason }, cause);
  let fields: Readonly<Record<string, unknown>> | null;
  try {
    fields = JSON.parse(line) as typeof fields;
  } catch (error) {
    throw invalid('it is no JSON', error);
  }
  const read = <T>(name: string, expected: string, isFit: (value: unknown) => value is T): T => {
    const value = fields?.[name];
    if (isFit(value)) return value;
    throw invalid(`${name} is to be ${expected}`);
  };
  const common = {
    time: new Date(read('time', 'a time like 2026-11-01T12:00:00.000Z', isTime)),
    version: read('version', 'a version, or null', orNull(isCount)),
    interface: read('interface', 'a text, or null', orNull(isText)),
    source: read('source', 'an IP address', isAddress),
    port: read('port', 'a port', isCount),
    trust: read('trust', 'refused, answered or believed', isTrust),
    rapidCommit: read('rapidCommit', 'true or false', isFlag),
    packet: Uint8Array.from(Buffer.from(read('packet', 'bytes in base64', isBase64), 'base64')),
  };
  if (read('family', '4 or 6', isFamily) === 4) {
    const [link] = read('links', 'at most one IPv4 address', isListOf(isIp4, 1));
    const server = parseIp4(read('server', 'an IPv4 address', isIp4));
    return { ...common, family: 4, server, link: link === undefined ? undefined : parseIp4(link) };
  }
  const links = read('links', 'a list of IPv6 addresses', isListOf(isIp6, Infinity));
  return {
    ...common,
    family: 6,
    server: Uint8Array.from(Buffer.from(read('server', 'a DUID in hexadecimal digits', isDuid), 'hex')),
    links: links.map((link) => Uint8Array.from(ipKey(parseIp(link)))),
    isUnicast: read('unicast', 'true or false', isFlag),
  };
}
