import { Buffer } from 'node:buffer';
import { failure } from '../../base/errors.ts';
import { ByteReader } from '../byte-reader.ts';
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
function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? field.length : end);
}

/**
 * Reads a packet. The fields are those of the sender, not checked for making sense together.
 * @throws PACKET_MALFORMED when it is shorter than 240 bytes, has another magic cookie, or an option has no end
 */
export function decodeDhcp4(bytes: Uint8Array): Dhcp4Packet {
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (packet.length < headerSize)
    throw failure('PACKET_MALFORMED', { what, reason: `${packet.length} bytes are fewer than ${headerSize}` });
  if (packet.readUInt32BE(cookieAt) !== magicCookie)
    throw failure('PACKET_MALFORMED', { what, reason: 'it does not have the magic cookie' });
  const options = new Map<number, Uint8Array>();
  readOptionField(new ByteReader(packet.subarray(headerSize), what), options);
  const overloaded = options.get(overload)?.[0] ?? 0;
  options.delete(overload);
  const [sname, file] = [packet.subarray(snameAt, fileAt), packet.subarray(fileAt, cookieAt)];
  // the order is that of RFC 3396 section 5
  if ((overloaded & 1) !== 0) readOptionField(new ByteReader(file, what), options);
  if ((overloaded & 2) !== 0) readOptionField(new ByteReader(sname, what), options);
  return {
    op: packet.readUInt8(0),
    htype: packet.readUInt8(1),
    hlen: packet.readUInt8(2),
    hops: packet.readUInt8(3),
    xid: packet.readUInt32BE(4),
    secs: packet.readUInt16BE(8),
    flags: packet.readUInt16BE(10),
    ciaddr: packet.readUInt32BE(12),
    yiaddr: packet.readUInt32BE(16),
    siaddr: packet.readUInt32BE(20),
    giaddr: packet.readUInt32BE(24),
    chaddr: packet.subarray(28, snameAt),
    sname: (overloaded & 2) === 0 ? textOf(sname) : '',
    file: (overloaded & 1) === 0 ? textOf(file) : '',
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

/**
 * Writes a packet, of at least 300 bytes. What does not fit goes in this order: what is spare; then the fields of file and
 * server name are used for options, and the two names become options; then what is asked for last.
 */
export function encodeDhcp4(packet: Dhcp4Packet, limits: Dhcp4Limits = { size: 65_507 }): EncodedDhcp4 {
  const { fields, options, left } = place(packet, limits);
  const [main, file] = fields as [Field, Field?];
  const isOverloaded = file !== undefined;
  const length = headerSize + (isOverloaded ? overloadSize : 0) + (main.room - main.left) + 1;
  const bytes = Buffer.alloc(Math.max(smallest, length));
  bytes.set([packet.op, packet.htype, packet.hlen, packet.hops]);
  bytes.writeUInt32BE(packet.xid, 4);
  bytes.writeUInt16BE(packet.secs, 8);
  bytes.writeUInt16BE(packet.flags, 10);
  const addresses = [packet.ciaddr, packet.yiaddr, packet.siaddr, packet.giaddr];
  for (const [index, address] of addresses.entries()) bytes.writeUInt32BE(address, 12 + 4 * index);
  bytes.set(packet.chaddr.subarray(0, 16), 28);
  bytes.writeUInt32BE(magicCookie, cookieAt);
  if (!isOverloaded) {
    bytes.write(packet.sname.slice(0, 63), snameAt, 'latin1');
    bytes.write(packet.file.slice(0, 127), fileAt, 'latin1');
  }
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
