import { isIPv6 } from 'node:net';
import { failure } from '../../base/errors.ts';
import { formatIp, isIp, parseIp } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';

/** The section `[snmptrapd]`, but for who may send. */
export interface SnmptrapdSettings {
  readonly listen: readonly string[];
  readonly port: number;
  /** Whether an address is read at all. */
  readonly isWelcome: (source: string) => boolean;
  readonly nameManager: string;
  readonly queue: number;
}

interface Section {
  readonly listen?: readonly string[];
  readonly port?: number;
  readonly sources?: readonly string[];
  readonly nameManager?: string;
  readonly queue?: number;
}

function requireIn(argument: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw failure('ARGUMENT_INVALID', { argument, expected: `a number from ${least} to ${most}`, value });
}

/** An address as sockets tell it: IPv4 also where the socket is one of IPv6. */
export const plainSource = (source: string): string => source.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

function networksOf(texts: readonly string[]): Network[] {
  return texts.map((text) => parseCidr(text.includes('/') ? text : `${text}/${isIPv6(text) ? 128 : 32}`));
}

/** @throws ARGUMENT_INVALID, IP_INVALID, CIDR_INVALID */
export function snmptrapdSettings(section: Readonly<Record<string, unknown>>): SnmptrapdSettings {
  const { listen = ['0.0.0.0'], port = 162, sources, nameManager = 'servernames', queue = 1000 } = section as Section;
  const networks = sources === undefined ? undefined : networksOf(sources);
  return {
    listen: listen.map((address) => formatIp(parseIp(address))),
    port: requireIn('snmptrapd.port', port, 0, 65_535),
    isWelcome: (source) => {
      if (networks === undefined) return true;
      const address = plainSource(source);
      return isIp(address) && networks.some((network) => network.contains(parseIp(address)));
    },
    nameManager,
    queue: requireIn('snmptrapd.queue', queue, 1, 1_000_000),
  };
}
