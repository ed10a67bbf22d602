import { Buffer } from 'node:buffer';
import { ClustoException, failure } from '../../base/errors.ts';
import { formatIp, ipFromKey, ipKey, isIp, parseIp } from '../../base/ip.ts';
import { Network, parseCidr } from '../../base/network.ts';
import { ByteReader, uintBytes } from '../byte-reader.ts';
import { decodeDomainNames, encodeDomainNames, isDomainName } from '../domain-names.ts';

/** The value of an option as JSON has it. */
export type OptionValue = string | number | boolean | readonly OptionValue[] | { readonly [part: string]: OptionValue };

/** Says that a value, or this part of it, does not fit. */
type Refuse = (part: unknown) => never;

interface TypeOfOption {
  /** What it takes, as it stands in an error: “takes …”. */
  readonly takes: string;
  readonly example: OptionValue;
  readonly encode: (value: unknown, refuse: Refuse) => readonly number[];
  readonly decode: (bytes: Uint8Array) => OptionValue;
}

const malformed = (reason: string): never => {
  throw failure('PACKET_MALFORMED', { what: 'DHCP option', reason });
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The parts of a list: of an array, or of a text between commas and blanks. */
function partsOf(value: unknown, refuse: Refuse, between: RegExp = /[\s,]+/): readonly unknown[] {
  const parts = typeof value === 'string' ? value.trim().split(between).filter(Boolean) : [value].flat();
  return parts.length === 0 ? refuse(value) : parts;
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  if (bytes.length === 0 || bytes.length % size !== 0)
    malformed(`its ${bytes.length} bytes are not some times ${size}`);
  return Array.from({ length: bytes.length / size }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

// ---- one value

function address(family: 4 | 6): Pick<TypeOfOption, 'encode' | 'decode'> {
  const size = family === 4 ? 4 : 16;
  return {
    encode: (value, refuse) => {
      const ip = isIp(value) ? parseIp(value) : refuse(value);
      return ip.family === family ? [...ipKey(ip).subarray(16 - size)] : refuse(value);
    },
    decode: (bytes) => {
      if (bytes.length !== size) malformed(`an address has ${size} bytes, not ${bytes.length}`);
      if (size === 16) return formatIp(ipFromKey(bytes));
      return bytes.join('.');
    },
  };
}

function integer(size: 1 | 2 | 4, isSigned = false): TypeOfOption {
  const span = 256 ** size;
  const [lowest, highest] = isSigned ? [-span / 2, span / 2 - 1] : [0, span - 1];
  return {
    takes: `an integer from ${lowest} to ${highest}`,
    example: isSigned ? -3600 : size === 4 ? 3600 : size === 2 ? 1500 : 64,
    encode: (value, refuse) => {
      const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number) || number < lowest || number > highest)
        return refuse(value);
      return uintBytes(number < 0 ? number + span : number, size);
    },
    decode: (bytes) => {
      if (bytes.length !== size) malformed(`an integer has ${size} bytes, not ${bytes.length}`);
      const value = new ByteReader(bytes, 'DHCP option').uint(size);
      return value > highest ? value - span : value;
    },
  };
}

const truths: Readonly<Record<string, number>> = { true: 1, yes: 1, on: 1, 1: 1, false: 0, no: 0, off: 0, 0: 0 };

function encodeText(value: unknown, refuse: Refuse): number[] {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\P{C}+$/u.test(text) ? [...Buffer.from(text)] : refuse(value);
}

const hexText = /^(?:0x)?(?:[\da-f]{2})(?:[:-]?[\da-f]{2})*$/i;

function encodeHex(value: unknown, refuse: Refuse): number[] {
  if (typeof value !== 'string' || !hexText.test(value)) return refuse(value);
  return [...Buffer.from(value.replace(/^0x/i, '').replaceAll(/[:-]/g, ''), 'hex')];
}

// ---- lists

function list(one: Pick<TypeOfOption, 'encode' | 'decode'>, size: number): Pick<TypeOfOption, 'encode' | 'decode'> {
  return {
    encode: (value, refuse) => partsOf(value, refuse).flatMap((part) => one.encode(part, refuse)),
    decode: (bytes) => pieces(bytes, size).map(one.decode),
  };
}

function encodeDomains(isCompressed: boolean) {
  return (value: unknown, refuse: Refuse): number[] =>
    encodeDomainNames(
      partsOf(value, refuse).map((name) => (isDomainName(name) ? name : refuse(name))),
      isCompressed,
    );
}

/** `10.0.0.0/8 via 10.0.0.1`: RFC 3442, which writes only the bytes of the destination that its mask covers. */
function encodeRoute(value: unknown, refuse: Refuse): number[] {
  const [, to = '', via] = typeof value === 'string' ? (/^(\S+?\/\d+)(?: via)? +(\S+)$/.exec(value) ?? []) : [];
  let network: Network;
  try {
    network = parseCidr(to === 'default' ? '0.0.0.0/0' : to);
  } catch (error) {
    if (error instanceof ClustoException) return refuse(value);
    throw error;
  }
  if (network.family !== 4) return refuse(value);
  const covered = ipKey(network.base).subarray(12, 12 + Math.ceil(network.prefix / 8));
  return [network.prefix, ...covered, ...ipv4.encode(via, () => refuse(value))];
}

function decodeRoutes(bytes: Uint8Array): string[] {
  const reader = new ByteReader(bytes, 'DHCP option');
  const routes: string[] = [];
  while (reader.left > 0) {
    const prefix = reader.uint(1);
    if (prefix > 32) malformed(`a mask has at most 32 bits, not ${prefix}`);
    const to = new Uint8Array(4);
    to.set(reader.bytes(Math.ceil(prefix / 8)));
    const network = new Network(parseIp(to.join('.')), prefix);
    routes.push(`${network.text} via ${reader.bytes(4).join('.')}`);
  }
  return routes.length === 0 ? malformed('it is empty') : routes;
}

/** Sub-options as RFC 2132 section 8.4 writes them: a number is one byte, `0x…` are bytes, anything else is text. */
function encodeSuboptions(value: unknown, refuse: Refuse): number[] {
  if (typeof value === 'string') return encodeHex(value, refuse);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(value);
  const parts = Object.entries(value).flatMap(([code, part]: [string, unknown]) => {
    const number = /^\d{1,3}$/.test(code) && Number(code) > 0 && Number(code) < 255 ? Number(code) : refuse(code);
    const isHex = typeof part === 'string' && part.startsWith('0x');
    const bytes =
      typeof part === 'number' ? integer(1).encode(part, refuse) : (isHex ? encodeHex : encodeText)(part, refuse);
    return bytes.length > 255 ? refuse(part) : [number, bytes.length, ...bytes];
  });
  return parts.length === 0 ? refuse(value) : [...parts, 255];
}

function decodeSuboptions(bytes: Uint8Array): OptionValue {
  const reader = new ByteReader(bytes, 'DHCP option');
  const parts: Record<string, string> = {};
  try {
    while (reader.left > 0) {
      const code = reader.uint(1);
      if (code === 255) break;
      if (code !== 0) parts[code] = `0x${hex(reader.bytes(reader.uint(1)))}`;
    }
    if (reader.left === 0 && Object.keys(parts).length > 0) return parts;
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
  }
  return hex(bytes);
}

/** Addresses of time servers, each as a sub-option (RFC 5908 section 4.1); names and groups of servers stay bytes. */
function decodeTimeServers(bytes: Uint8Array): OptionValue {
  const reader = new ByteReader(bytes, 'DHCP option');
  const addresses: OptionValue[] = [];
  while (reader.left > 0) {
    const code = reader.uint(2);
    const value = reader.bytes(reader.uint(2));
    if (code !== 1) malformed('it names servers in another way than by address');
    addresses.push(ipv6.decode(value));
  }
  return addresses.length === 0 ? malformed('it is empty') : addresses;
}

/** Texts that each have their length before them, in two bytes (RFC 5970 section 3.2). */
function decodeTexts(bytes: Uint8Array): string[] {
  const reader = new ByteReader(bytes, 'DHCP option');
  const texts: string[] = [];
  while (reader.left > 0) texts.push(Buffer.from(reader.bytes(reader.uint(2))).toString());
  return texts;
}

const ipv4 = address(4);
const ipv6 = address(6);
const u8 = integer(1);
const u16 = integer(2);

/** Every type that the value of an option can have. */
export const optionTypes = {
  address: { takes: 'one IPv4 address', example: '10.0.0.1', ...ipv4 },
  addresses: { takes: 'IPv4 addresses', example: ['10.0.0.1', '10.0.0.2'], ...list(ipv4, 4) },
  'address-pairs': {
    takes: 'pairs of IPv4 addresses, one after the other',
    example: ['10.9.0.0', '10.0.0.1'],
    encode: (value, refuse) => {
      const bytes = list(ipv4, 4).encode(value, refuse);
      return bytes.length % 8 === 0 ? bytes : refuse(value);
    },
    decode: (bytes) => pieces(bytes, 8).flatMap((pair) => pieces(pair, 4).map(ipv4.decode)),
  },
  addresses6: { takes: 'IPv6 addresses', example: ['2001:db8::1', '2001:db8::2'], ...list(ipv6, 16) },
  'time-servers6': {
    takes: 'IPv6 addresses',
    example: ['2001:db8::1'],
    encode: (value, refuse) => partsOf(value, refuse).flatMap((part) => [0, 1, 0, 16, ...ipv6.encode(part, refuse)]),
    decode: decodeTimeServers,
  },
  u8,
  u16,
  u32: integer(4),
  i32: integer(4, true),
  u8s: { takes: 'integers from 0 to 255', example: [1, 2], ...list(u8, 1) },
  u16s: { takes: 'integers from 0 to 65535', example: [68, 1500], ...list(u16, 2) },
  bool: {
    takes: 'true or false',
    example: true,
    encode: (value, refuse) => [truths[String(value).toLowerCase()] ?? refuse(value)],
    decode: (bytes) =>
      bytes.length === 1 && (bytes[0] ?? 2) < 2 ? bytes[0] === 1 : malformed('it is neither 0 nor 1'),
  },
  flag: {
    takes: 'true',
    example: true,
    encode: (value, refuse) => (truths[String(value).toLowerCase()] === 1 ? [] : refuse(value)),
    decode: (bytes) => bytes.length === 0 || malformed('it has no value'),
  },
  text: {
    takes: 'a text without control characters',
    example: 'example',
    encode: encodeText,
    // some senders end a text with NUL (RFC 2132 section 2)
    decode: (bytes) => Buffer.from(bytes).toString().replace(/\0+$/, ''),
  },
  texts: {
    takes: 'texts',
    example: ['root=/dev/nfs', 'ip=dhcp'],
    encode: (value, refuse) =>
      [value].flat().flatMap((part) => {
        const text = encodeText(part, refuse);
        return text.length > 65535 ? refuse(part) : [...uintBytes(text.length, 2), ...text];
      }),
    decode: decodeTexts,
  },
  bytes: {
    takes: 'bytes as hexadecimal digits',
    example: 'f100747e',
    encode: encodeHex,
    decode: hex,
  },
  domains: {
    takes: 'domain names',
    example: ['example.org', 'eng.example.org'],
    encode: encodeDomains(true),
    decode: decodeDomainNames,
  },
  'plain-domains': {
    takes: 'domain names',
    example: ['example.org', 'eng.example.org'],
    encode: encodeDomains(false),
    decode: decodeDomainNames,
  },
  routes: {
    takes: 'routes such as 10.0.0.0/8 via 10.0.0.1, the network address with its prefix length first',
    example: ['10.0.0.0/8 via 10.0.0.1'],
    encode: (value, refuse) => partsOf(value, refuse, /\s*,\s*/).flatMap((route) => encodeRoute(route, refuse)),
    decode: decodeRoutes,
  },
  suboptions: {
    takes: 'an object from sub-option number (1 to 254) to a byte, a text or 0x and hexadecimal digits',
    example: { 6: 8 },
    encode: encodeSuboptions,
    decode: decodeSuboptions,
  },
  'addresses-or-domains': {
    takes: 'either IPv4 addresses or domain names',
    example: ['10.0.0.1'],
    encode: (value, refuse) => {
      const parts = partsOf(value, refuse);
      return parts.every(isIp)
        ? [1, ...list(ipv4, 4).encode(parts, refuse)]
        : [0, ...encodeDomains(false)(parts, refuse)];
    },
    decode: (bytes) => {
      if (bytes[0] === 1) return pieces(bytes.subarray(1), 4).map(ipv4.decode);
      return bytes[0] === 0 ? decodeDomainNames(bytes.subarray(1)) : malformed('its first byte is neither 0 nor 1');
    },
  },
} as const satisfies Readonly<Record<string, TypeOfOption>>;

export type OptionType = keyof typeof optionTypes;

/** An option: what it is called, and what its value is. */
export interface OptionOfTable {
  readonly code: number;
  readonly name: string;
  readonly type: OptionType;
}

/**
 * The bytes of a value.
 * @throws DHCP_OPTION_INVALID with the part of the value that does not fit
 */
export function encodeOption({ name, type }: Pick<OptionOfTable, 'name' | 'type'>, value: unknown): Uint8Array {
  const { takes, encode }: TypeOfOption = optionTypes[type];
  const refuse = (part: unknown): never => {
    throw failure('DHCP_OPTION_INVALID', { option: name, expected: takes, value: part });
  };
  return Uint8Array.from(encode(value, refuse));
}

/** The value of bytes. @throws PACKET_MALFORMED */
export function decodeOption({ type }: Pick<OptionOfTable, 'type'>, bytes: Uint8Array): OptionValue {
  const { decode }: TypeOfOption = optionTypes[type];
  return decode(bytes);
}
