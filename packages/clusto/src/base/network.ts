import { failure } from './errors.ts';
import { formatIp, isIp, parseIp, type Ip } from './ip.ts';

/** A subnet. Addresses are unsigned integers as in `Ip.value`; both ends are inclusive. Made by `parseNetwork` and `parseCidr`. */
export class Network {
  readonly family: 4 | 6;
  /** Prefix length in bits. */
  readonly prefix: number;
  /** The address that was given: it may be a host inside the network. */
  readonly base: Ip;
  /** The network address. */
  readonly first: bigint;
  /** The highest address. */
  readonly last: bigint;
  /**
   * The lowest address to hand out. Left out are the IPv4 network address, and for IPv6 the Subnet-Router anycast
   * address (RFC 4291 section 2.6.1); two-address links have none (/31 RFC 3021, /127 RFC 6164), nor has a single host.
   */
  readonly firstUsable: bigint;
  /** The highest address to hand out: the IPv4 broadcast address is left out, IPv6 has no broadcast. */
  readonly lastUsable: bigint;

  /** @param prefix an integer from 0 to the bits of the family, checked by the caller. */
  constructor(base: Ip, prefix: number) {
    const bits = base.family === 4 ? 32 : 128;
    const hosts = (1n << BigInt(bits - prefix)) - 1n;
    const isLink = bits - prefix < 2;
    this.family = base.family;
    this.prefix = prefix;
    this.base = base;
    this.last = base.value | hosts;
    this.first = this.last - hosts;
    this.firstUsable = isLink ? this.first : this.first + 1n;
    this.lastUsable = isLink || base.family === 6 ? this.last : this.last - 1n;
  }

  /** Dotted for IPv4 (`255.255.255.0`), the prefix length for IPv6 (`64`). */
  get netmask(): string {
    return this.family === 4
      ? formatIp({ family: 4, value: 0xffff_ffffn - (this.last - this.first) })
      : String(this.prefix);
  }

  /** The broadcast address as text; undefined where there is none: IPv6, /31 and /32. */
  get broadcast(): string | undefined {
    return this.family === 4 && this.prefix < 31 ? formatIp({ family: 4, value: this.last }) : undefined;
  }

  /** `192.168.20.0/22`: the network address and the prefix length. */
  get text(): string {
    return this.cidr({ family: this.family, value: this.first });
  }

  /** `192.168.1.20/24`: an address with the prefix length of this network. */
  cidr(ip: Ip): string {
    return `${formatIp(ip)}/${this.prefix}`;
  }

  /** Whether the address lies in the range; one of the other family never does. */
  contains(ip: Ip): boolean {
    return ip.family === this.family && ip.value >= this.first && ip.value <= this.last;
  }

  /** Whether it is the same range; `base` may differ. */
  equals(other: Network): boolean {
    return this.family === other.family && this.prefix === other.prefix && this.first === other.first;
  }

  toString(): string {
    return this.text;
  }
}

/** The prefix length of a dotted mask; undefined where it is no address, or ones and zeros are mixed. */
function dottedPrefix(netmask: string): number | undefined {
  if (!isIp(netmask)) return undefined;
  const hosts = 0xffff_ffffn - parseIp(netmask).value;
  if ((hosts & (hosts + 1n)) !== 0n) return undefined;
  return 32 - (hosts === 0n ? 0 : hosts.toString(2).length);
}

function readPrefix(netmask: unknown, family: 4 | 6): number | undefined {
  const isDotted = family === 4 && typeof netmask === 'string' && /^\d+\.\d+\.\d+\.\d+$/.test(netmask);
  if (isDotted) return dottedPrefix(netmask);
  const isText = typeof netmask === 'string' && /^\/?(?:0|[1-9]\d{0,2})$/.test(netmask);
  const length = isText ? Number(netmask.replace('/', '')) : netmask;
  if (typeof length !== 'number' || !Number.isInteger(length)) return undefined;
  return length >= 0 && length <= (family === 4 ? 32 : 128) ? length + 0 : undefined; // −0 becomes 0
}

/**
 * The network around an address.
 * @param baseip one address, the network address or a host in it.
 * @param netmask dotted with contiguous ones (IPv4 only), or a prefix length as number or text: `24`, `'24'`, `'/24'`.
 * @throws IP_INVALID, NETMASK_INVALID.
 */
export function parseNetwork(baseip: unknown, netmask: unknown): Network {
  const base = parseIp(baseip);
  const prefix = readPrefix(netmask, base.family);
  if (prefix === undefined) throw failure('NETMASK_INVALID', { netmask });
  return new Network(base, prefix);
}

/**
 * The network of a text such as `10.0.0.0/8` or `2001:db8::/32` (RFC 4632 section 3.1, RFC 4291 section 2.3).
 * @throws IP_INVALID, NETMASK_INVALID (also where the prefix length is missing), HOST_BITS where the address is a host.
 */
export function parseCidr(text: unknown): Network {
  if (typeof text !== 'string') throw failure('IP_INVALID', { ip: text });
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const netmask = slash < 0 ? '' : text.slice(slash + 1);
  if (netmask.startsWith('/')) throw failure('NETMASK_INVALID', { netmask }); // one slash is the separator
  const network = parseNetwork(address, netmask);
  if (network.base.value !== network.first) throw failure('HOST_BITS', { cidr: text, network: network.text });
  return network;
}
