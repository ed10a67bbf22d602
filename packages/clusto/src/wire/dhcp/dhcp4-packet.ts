import { Buffer } from 'node:buffer';
import { failure } from '../../base/errors.ts';
import { ip4At, putIp4 } from '../ip4.ts';
import { type Options, readOptionField, sizeOfOption, writeEnd, writeOption } from './option-field.ts';

/** A packet of DHCPv4 (RFC 2131 section 2). Addresses are unsigned 32-bit integers. */
export interface Dhcp4Packet {
  /** 1 for what clients send, 2 for what servers send. */
  readonly op: number;
  readonly htype: number;
  /** How many bytes of `chaddr` are the hardware address. */
  readonly hlen: number;
  readonly hops: number;
  readonly xid: number;
  readonly secs: number;
  readonly flags: number;
  readonly ciaddr: number;
  readonly yiaddr: number;
  readonly siaddr: number;
  readonly giaddr: number;
  /** 16 bytes. */
  readonly chaddr: Uint8Array;
  /** Up to 63 characters of Latin-1; empty where the field holds options. */
  readonly sname: string;
  /** Up to 127 characters of Latin-1; empty where the field holds options. */
  readonly file: string;
  /** Of all fields together; without the option that says which fields there are (52). */
  readonly options: Options;
}

/** What a packet may take, and what may be left out. */
export interface Dhcp4Limits {
  /** The most bytes, as the payload of UDP. */
  readonly size: number;
  /** Options that go first when there is no room: nobody asked for them. */
  readonly spare?: ReadonlySet<number>;
  /** Options that never go. */
  readonly core?: ReadonlySet<number>;
}

/** A packet as it is sent. */
export interface EncodedDhcp4 {
  readonly bytes: Uint8Array;
  /** The options that had no room. */
  readonly left: readonly number[];
}

const what = 'DHCP packet';
const headerSize = 240;
const snameAt = 44;
const fileAt = 108;
const cookieAt = 236;
const magicCookie = 0x63825363;
/** Old relays drop what is smaller than a packet of BOOTP (RFC 1542 section 2.1). */
const smallest = 300;
const overload = 52;
/** The option that says which fields hold options. */
const overloadSize = 3;
const relayInformation = 82;
const serverName = 66;
const bootFile = 67;

/** A field of characters, up to its first NUL. */
function textOf(packet: Uint8Array, from: number, to: number): string {
  // most are empty
  if (packet[from] === 0) return '';
  const end = packet.subarray(from, to).indexOf(0);
  return Buffer.from(packet.subarray(from, end < 0 ? to : from + end)).toString('latin1');
}

const uint16At = (packet: Uint8Array, at: number): number => ((packet[at] as number) << 8) | (packet[at + 1] as number);

/**
 * Reads a packet. The fields are those of the sender, not checked for making sense together.
 * @throws PACKET_MALFORMED when it is shorter than 240 bytes, has another magic cookie, or an option has no end
 */
export function decodeDhcp4(packet: Uint8Array): Dhcp4Packet {
  if (packet.length < headerSize)
    throw failure('PACKET_MALFORMED', { what, reason: `${packet.length} bytes are fewer than ${headerSize}` });
  if (ip4At(packet, cookieAt) !== magicCookie)
    throw failure('PACKET_MALFORMED', { what, reason: 'it does not have the magic cookie' });
  const options = new Map<number, Uint8Array>();
  readOptionField({ packet, from: headerSize, to: packet.length, what }, options);
  const overloaded = options.get(overload)?.[0] ?? 0;
  options.delete(overload);
  const [isFile, isSname] = [(overloaded & 1) !== 0, (overloaded & 2) !== 0];
  // the order is that of RFC 3396 section 5
  if (isFile) readOptionField({ packet, from: fileAt, to: cookieAt, what }, options);
  if (isSname) readOptionField({ packet, from: snameAt, to: fileAt, what }, options);
  return {
    op: packet[0] as number,
    htype: packet[1] as number,
    hlen: packet[2] as number,
    hops: packet[3] as number,
    xid: ip4At(packet, 4),
    secs: uint16At(packet, 8),
    flags: uint16At(packet, 10),
    ciaddr: ip4At(packet, 12),
    yiaddr: ip4At(packet, 16),
    siaddr: ip4At(packet, 20),
    giaddr: ip4At(packet, 24),
    chaddr: packet.subarray(28, snameAt),
    sname: isSname ? '' : textOf(packet, snameAt, fileAt),
    file: isFile ? '' : textOf(packet, fileAt, cookieAt),
    options,
  };
}

/** One of the three places where options can be. */
interface Field {
  readonly from: number;
  /** Without the byte for its end. */
  readonly room: number;
  readonly held: number[];
  left: number;
}

const field = (from: number, to: number): Field => ({ from, room: to - from - 1, held: [], left: to - from - 1 });

/** Puts each option into the first field with room. @returns those without room */
function fill(fields: readonly Field[], codes: readonly number[], options: Options): number[] {
  return codes.filter((code) => {
    const size = sizeOfOption(options.get(code) as Uint8Array);
    const found = fields.find(({ left }, index) => size <= left && (index === 0 || code !== relayInformation));
    found?.held.push(code);
    if (found !== undefined) found.left -= size;
    return found === undefined;
  });
}

/** The options of a packet on their places; where they do not fit, without what is left out. */
interface Placed {
  readonly fields: readonly Field[];
  readonly options: Options;
  readonly left: number[];
}

/** Boot file and server name have options of their own where their fields are used for something else (RFC 2131 4.1). */
function withNames({ options, file, sname }: Dhcp4Packet): Options {
  const all = new Map(options);
  if (file !== '' && !all.has(bootFile)) all.set(bootFile, Buffer.from(file, 'latin1'));
  if (sname !== '' && !all.has(serverName)) all.set(serverName, Buffer.from(sname, 'latin1'));
  return all;
}

/** The codes in the order of sending: the relay information is last (RFC 3046 section 2.1). */
function inOrder(options: Options): number[] {
  const codes: number[] = [];
  for (const code of options.keys()) if (code !== overload && code !== relayInformation) codes.push(code);
  if (options.has(relayInformation)) codes.push(relayInformation);
  return codes;
}

const nothing: ReadonlySet<number> = new Set();

function place(packet: Dhcp4Packet, { size, spare = nothing, core = nothing }: Dhcp4Limits): Placed {
  const sizeOf = (code: number): number => sizeOfOption(packet.options.get(code) as Uint8Array);
  const kept = inOrder(packet.options);
  const left: number[] = [];
  const main = field(headerSize, size);
  let total = 0;
  for (const code of kept) total += sizeOf(code);
  for (let index = kept.length - 1; index >= 0 && total > main.room; index -= 1) {
    const code = kept[index] as number;
    if (!spare.has(code)) continue;
    total -= sizeOf(code);
    left.push(...kept.splice(index, 1));
  }
  if (total <= main.room) {
    const fields = [{ ...main, held: kept, left: main.room - total }];
    return { fields, options: packet.options, left };
  }
  const options = withNames(packet);
  const wanted = inOrder(options).filter((code) => !left.includes(code));
  // what may never go gets its place first; then what can be in one place only; then what goes last
  const isCore = (code: number): boolean => core.has(code);
  const fields = [field(headerSize, size - overloadSize), field(fileAt, cookieAt), field(snameAt, fileAt)];
  const relay = wanted.filter((code) => code === relayInformation);
  const rest = wanted.filter((code) => !isCore(code) && code !== relayInformation);
  const homeless = [wanted.filter(isCore), relay, rest].flatMap((codes) => fill(fields, codes, options));
  for (const { held } of fields) held.sort((one, other) => wanted.indexOf(one) - wanted.indexOf(other));
  return { fields, options, left: [...left, ...homeless] };
}

/** A packet without options, of at least 300 bytes. @param length what it takes with them */
function header(packet: Dhcp4Packet, length: number): Uint8Array {
  // a part of a pool: to get memory costs more than to clear it
  const bytes = Buffer.allocUnsafe(Math.max(smallest, length)).fill(0);
  bytes[0] = packet.op;
  bytes[1] = packet.htype;
  bytes[2] = packet.hlen;
  bytes[3] = packet.hops;
  putIp4(bytes, 4, packet.xid);
  bytes[8] = packet.secs >>> 8;
  bytes[9] = packet.secs;
  bytes[10] = packet.flags >>> 8;
  bytes[11] = packet.flags;
  putIp4(bytes, 12, packet.ciaddr);
  putIp4(bytes, 16, packet.yiaddr);
  putIp4(bytes, 20, packet.siaddr);
  putIp4(bytes, 24, packet.giaddr);
  for (let index = 0; index < 16; index += 1) bytes[28 + index] = packet.chaddr[index] ?? 0;
  putIp4(bytes, cookieAt, magicCookie);
  return bytes;
}

/** Writes the names into their fields. */
function putNames(bytes: Uint8Array, { sname, file }: Dhcp4Packet): void {
  if (sname !== '') bytes.set(Buffer.from(sname.slice(0, 63), 'latin1'), snameAt);
  if (file !== '') bytes.set(Buffer.from(file.slice(0, 127), 'latin1'), fileAt);
}

const none: readonly number[] = [];

/** A packet whose options all fit. @param total what they take */
function encodeAll(packet: Dhcp4Packet, total: number): EncodedDhcp4 {
  const { options } = packet;
  const bytes = header(packet, headerSize + total + 1);
  putNames(bytes, packet);
  let at = headerSize;
  for (const [code, value] of options)
    if (code !== overload && code !== relayInformation) at = writeOption(bytes, at, code, value);
  const relay = options.get(relayInformation);
  if (relay !== undefined) at = writeOption(bytes, at, relayInformation, relay);
  writeEnd(bytes, at);
  return { bytes, left: none };
}

/**
 * Writes a packet, of at least 300 bytes. What does not fit goes in this order: what is spare; then the fields of file and
 * server name are used for options, and the two names become options; then what is asked for last.
 */
export function encodeDhcp4(packet: Dhcp4Packet, limits: Dhcp4Limits = { size: 65_507 }): EncodedDhcp4 {
  let total = 0;
  for (const [code, value] of packet.options) if (code !== overload) total += sizeOfOption(value);
  if (headerSize + total + 1 <= limits.size) return encodeAll(packet, total);
  const { fields, options, left } = place(packet, limits);
  const [main, file] = fields as [Field, Field?];
  const isOverloaded = file !== undefined;
  const bytes = header(packet, headerSize + (isOverloaded ? overloadSize : 0) + (main.room - main.left) + 1);
  if (!isOverloaded) putNames(bytes, packet);
  for (const { from, held } of fields) {
    let at = from;
    for (const [index, code] of held.entries()) {
      at = writeOption(bytes, at, code, options.get(code) as Uint8Array);
      // beside the kind of the message, which is first
      if (isOverloaded && from === headerSize && index === 0) at = writeOption(bytes, at, overload, Uint8Array.of(3));
    }
    writeEnd(bytes, at);
  }
  return { bytes, left };
}
