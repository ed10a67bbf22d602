import { Buffer } from 'node:buffer';
import { ByteReader, uintBytes } from '../byte-reader.ts';

/** An option of DHCPv6 as it is sent; one code may come several times. */
export type Dhcp6Option = readonly [code: number, value: Uint8Array];

/** What clients and servers say to each other (RFC 8415 section 8). */
export interface Dhcp6Message {
  readonly type: number;
  /** 24 bits. */
  readonly transaction: number;
  readonly options: readonly Dhcp6Option[];
}

/** What a relay says about a message that it brings, or takes back (RFC 8415 section 9). */
export interface Dhcp6Relay {
  readonly hops: number;
  /** An address of the network of the client, 16 bytes; all zero where the relay does not know one. */
  readonly link: Uint8Array;
  /** Who sent the message to the relay, 16 bytes. */
  readonly peer: Uint8Array;
  /** Without the message itself. */
  readonly options: readonly Dhcp6Option[];
}

/** A message with the relays that brought it. */
export interface Dhcp6Packet {
  readonly message: Dhcp6Message;
  /** The one that sent the packet first, the one next to the client last. */
  readonly relays: readonly Dhcp6Relay[];
}

const what = 'DHCPv6 packet';
const [relayForward, relayReply, relayMessage] = [12, 13, 9];
/** RFC 8415 section 7.6: a message passes so many relays at most. */
const mostRelays = 8;

/** Reads options up to the end of the bytes. @throws PACKET_MALFORMED */
export function readDhcp6Options(reader: ByteReader): Dhcp6Option[] {
  const options: Dhcp6Option[] = [];
  while (reader.left > 0) {
    const code = reader.uint(2);
    options.push([code, reader.bytes(reader.uint(2))]);
  }
  return options;
}

const optionHeader = 4;

/** The bytes of options. */
export function dhcp6OptionBytes(options: readonly Dhcp6Option[]): Uint8Array {
  let [size, at] = [0, 0];
  for (const [, value] of options) size += optionHeader + value.length;
  const bytes = Buffer.allocUnsafe(size);
  for (const [code, value] of options) {
    bytes.writeUInt16BE(code, at);
    bytes.writeUInt16BE(value.length & 0xffff, at + 2);
    bytes.set(value, at + optionHeader);
    at += optionHeader + value.length;
  }
  return bytes;
}

/** The first option of a code. */
export function optionOf(options: readonly Dhcp6Option[], code: number): Uint8Array | undefined {
  return options.find(([one]) => one === code)?.[1];
}

/**
 * Reads what came from a client or a relay (or what was answered to one), relay by relay.
 * @throws PACKET_MALFORMED, also for more relays than a message passes
 */
export function decodeDhcp6(bytes: Uint8Array): Dhcp6Packet {
  const relays: Dhcp6Relay[] = [];
  let reader = new ByteReader(bytes, what);
  for (;;) {
    const type = reader.uint(1);
    if (type !== relayForward && type !== relayReply) {
      const transaction = reader.uint(1) * 65_536 + reader.uint(2);
      return { message: { type, transaction, options: readDhcp6Options(reader) }, relays };
    }
    if (relays.length === mostRelays) reader.refuse(`it passed more than ${mostRelays} relays`);
    const [hops, link, peer] = [reader.uint(1), reader.bytes(16), reader.bytes(16)];
    const options = readDhcp6Options(reader);
    const inner = optionOf(options, relayMessage) ?? reader.refuse('a relay brings no message');
    relays.push({ hops, link, peer, options: options.filter(([code]) => code !== relayMessage) });
    reader = new ByteReader(inner, what);
  }
}

/** Writes a message, within what its relays say. @param isAnswer whether it goes back to the client */
export function encodeDhcp6({ message, relays }: Dhcp6Packet, isAnswer: boolean): Uint8Array {
  const { type, transaction, options } = message;
  let bytes: Uint8Array = Buffer.concat([
    Uint8Array.of(type, ...uintBytes(transaction, 4).slice(1)),
    dhcp6OptionBytes(options),
  ]);
  for (const { hops, link, peer, options: own } of relays.toReversed()) {
    const around = dhcp6OptionBytes([...own, [relayMessage, bytes]]);
    bytes = Buffer.concat([Uint8Array.of(isAnswer ? relayReply : relayForward, hops), link, peer, around]);
  }
  return Uint8Array.from(bytes);
}
