import { Buffer } from 'node:buffer';
import { failure } from './errors.ts';

/** One address. `value` is the address as an unsigned integer: below 2^32 for family 4, below 2^128 for family 6. */
export interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** `::ffff:0:0/96`, the IPv4-mapped block (RFC 4291 section 2.5.5.2). */
const mappedBlock = 0xffffn << 32n;
const legacyOffset = 2 ** 31;

function isMapped(value: bigint): boolean {
  return value >> 32n === 0xffffn;
}

const [dot, zero] = [0x2e, 0x30];

/**
 * Character by character, as hundreds of thousands are read at once. No leading zeros: `010` is 8 to the C library and 10 to
 * people, so it is refused rather than guessed.
 */
function readDotted(text: string): bigint | undefined {
  let [value, octet, digits, dots] = [0, 0, 0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot && digits > 0) {
      value = value * 256 + octet;
      octet = digits = 0;
      dots += 1;
    } else {
      const digit = code - zero;
      const isLeadingZero = digits > 0 && octet === 0;
      octet = octet * 10 + digit;
      digits += 1;
      if (digit < 0 || digit > 9 || isLeadingZero || octet > 255) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? BigInt(value * 256 + octet) : undefined;
}

function readColons(text: string): bigint | undefined {
  // an embedded dotted tail (RFC 4291 section 2.2, form 3) stands for the last two groups
  const tailAt = text.lastIndexOf(':') + 1;
  let hex = text;
  if (text.includes('.', tailAt)) {
    const tail = readDotted(text.slice(tailAt));
    if (tail === undefined) return undefined;
    hex = `${text.slice(0, tailAt)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const halves = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = halves;
  const given = head.length + tail.length;
  // '::' stands for at least one group, and may be there once
  if (halves.length > 2 || (halves.length === 2 ? given > 7 : given !== 8)) return undefined;
  const groups = [...head, ...Array.from({ length: 8 - given }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`);
}

const longestText = 45;

function read(text: unknown): Ip | undefined {
  if (typeof text !== 'string' || text.length > longestText) return undefined;
  const dotted = readDotted(text);
  if (dotted !== undefined) return { family: 4, value: dotted };
  const value = readColons(text);
  if (value === undefined) return undefined;
  return isMapped(value) ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

/**
 * Reads exactly one address: IPv4 as four decimal groups without leading zeros, IPv6 by RFC 4291 section 2.2 without a
 * zone. An IPv4-mapped IPv6 address becomes the IPv4 address, so that one host has one value.
 * @throws IP_INVALID for everything else: networks, shortened IPv4, integers, surrounding blanks.
 */
export function parseIp(text: unknown): Ip {
  const ip = read(text);
  if (ip === undefined) throw failure('IP_INVALID', { ip: text });
  return ip;
}

/** Whether `parseIp` accepts it. */
export function isIp(text: unknown): boolean {
  return read(text) !== undefined;
}

function formatDotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

/** The canonical text: dotted for IPv4, RFC 5952 for IPv6 (lower case, the first longest run of zero groups as `::`). */
export function formatIp(ip: Ip): string {
  if (ip.family === 4) return formatDotted(ip.value);
  if (isMapped(ip.value)) return `::ffff:${formatDotted(ip.value & 0xffff_ffffn)}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((ip.value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  );
  let start = 0;
  let longest = 1; // a single zero group is not shortened (RFC 5952 section 4.2.2)
  for (let from = 0; from < 8; from += 1) {
    let length = 0;
    while (groups[from + length] === '0') length += 1;
    if (length > longest) [start, longest] = [from, length];
  }
  if (longest === 1) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + longest).join(':')}`;
}

/** 16 bytes, big-endian; IPv4 inside the mapped block. Byte order of keys is numeric order of addresses. */
export function ipKey(ip: Ip): Buffer {
  const value = ip.family === 4 ? mappedBlock | ip.value : ip.value;
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}

/**
 * The address of a key.
 * @throws ARGUMENT_INVALID if the key does not have 16 bytes.
 */
export function ipFromKey(key: Uint8Array): Ip {
  if (key.length !== 16)
    throw failure('ARGUMENT_INVALID', { argument: 'key', expected: '16 bytes', value: `${key.length} bytes` });
  const value = BigInt(`0x${Buffer.from(key).toString('hex')}`);
  return isMapped(value) ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

/**
 * The integer under which the original stored an IPv4 address: the address − 2^31, to fit into 32 signed bits.
 * @throws ARGUMENT_INVALID for IPv6, which the original could not store.
 */
export function legacyInteger(ip: Ip): number {
  if (ip.family !== 4)
    throw failure('ARGUMENT_INVALID', { argument: 'ip', expected: 'an IPv4 address', value: formatIp(ip) });
  return Number(ip.value) - legacyOffset;
}

/**
 * The IPv4 address of a legacy integer.
 * @throws IP_INVALID unless it is an integer from −2^31 to 2^31 − 1.
 */
export function ipFromLegacyInteger(integer: number): Ip {
  if (!Number.isInteger(integer) || integer < -legacyOffset || integer >= legacyOffset)
    throw failure('IP_INVALID', { ip: integer });
  return { family: 4, value: BigInt(integer + legacyOffset) };
}
