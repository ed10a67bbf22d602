import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { failure } from '../../base/errors.ts';
import { isIp, parseIp } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';

/**
 * Networks that are not the internet: of this machine, of the link, private, shared, for documentation and tests, multicast and
 * reserved (the registries of special-purpose addresses of IANA). What carries an IPv4 address inside counts, too.
 */
const special: readonly Network[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
].map((text) => parseCidr(text));

/** Whether an address may be sent to: one of the internet, or of a network that is allowed. */
function isReachable(address: string, allowed: readonly Network[], isOnlyAllowed: boolean): boolean {
  const plain = address.replace(/%.*$/, '');
  if (!isIp(plain)) return false;
  const ip = parseIp(plain);
  const isIn = (networks: readonly Network[]): boolean => networks.some((network) => network.contains(ip));
  return isIn(allowed) || (!isOnlyAllowed && !isIn(special));
}

/**
 * @param isOnlyAllowed whether the internet is not to be sent to, as it is not without TLS
 * @throws WEBHOOK_ADDRESS_REFUSED
 */
export function requireReachable(
  host: string,
  address: string,
  allowed: readonly Network[],
  isOnlyAllowed: boolean,
): void {
  if (!isReachable(address, allowed, isOnlyAllowed)) throw failure('WEBHOOK_ADDRESS_REFUSED', { host, address });
}

/** The host of a URL without the brackets of IPv6. */
export const plainHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether a host is an address, for which nothing is looked up. */
export const isAddress = (hostname: string): boolean => isIP(plainHost(hostname)) !== 0;

/**
 * Looks a name up as a connection does, and refuses it where any of its addresses may not be sent to. It is the very look-up of the
 * connection: a name that means something else a moment later is refused as well.
 */
export function guardedLookup(allowed: readonly Network[], isOnlyAllowed: boolean): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      try {
        for (const { address } of addresses) requireReachable(host, address, allowed, isOnlyAllowed);
      } catch (refused) {
        return done(refused as NodeJS.ErrnoException, []);
      }
      const [first] = addresses;
      return options.all === true ? done(null, addresses) : done(null, first?.address ?? '', first?.family);
    });
  };
}
