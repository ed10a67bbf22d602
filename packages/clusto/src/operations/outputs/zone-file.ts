import { failure } from '../../base/errors.ts';
import { readDnsName } from './dns-name.ts';
import { readDomain } from './name-addresses.ts';
import { type Output } from './output.ts';

/** What a zone says of itself. Times are in seconds. */
export interface ZoneParams {
  /** The name servers, the primary one first. */
  readonly nameServers: readonly string[];
  /** The mail address of who is responsible. */
  readonly contact: string;
  /** Default: 3600. */
  readonly ttl?: number | undefined;
  /** Default: 14400. */
  readonly refresh?: number | undefined;
  /** Default: 3600. */
  readonly retry?: number | undefined;
  /** Default: 1209600. */
  readonly expire?: number | undefined;
  /** How long it may be remembered that a name is not there. Default: 3600. */
  readonly negativeTtl?: number | undefined;
  /** Added to the version for the serial number, where a zone had one from elsewhere before. Default: 0. */
  readonly serialBase?: number | undefined;
}

/** A resource record; its owner is relative to the zone. */
export interface ZoneRecord {
  readonly owner: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'PTR';
  readonly data: string;
}

/** RFC 4027. */
const mediaType = 'text/dns';

/** A serial number is what may differ between zones that say the same. */
const serialLine = /^\t\d+\t; serial$/m;

/**
 * A mail address as a domain name (RFC 1035 section 8), the dots before the @ quoted (section 5.1).
 * @throws ARGUMENT_INVALID
 */
function mailbox(contact: string): string {
  const [, local, domain = ''] = /^([\w.+-]+)@([^@]+)$/.exec(contact) ?? [];
  const host = readDnsName(domain);
  if (local === undefined || host === undefined)
    throw failure('ARGUMENT_INVALID', {
      argument: 'contact',
      expected: 'a mail address like hostmaster@example.com',
      value: contact,
    });
  return `${local.replaceAll('.', '\\.')}.${host}.`;
}

/** RFC 1035 section 3.3.13, RFC 2181 section 8: 31 bits. @throws ARGUMENT_INVALID */
function seconds(argument: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'a number of seconds from 0 to 2147483647', value });
}

/** @throws ARGUMENT_INVALID */
function serialOf(version: number, base: number): number {
  if (Number.isInteger(base) && base >= 0 && base < 2 ** 32) return (base + version) % 2 ** 32;
  throw failure('ARGUMENT_INVALID', {
    argument: 'serialBase',
    expected: 'an integer from 0 to 4294967295',
    value: base,
  });
}

/**
 * A zone as a master file (RFC 1035 section 5). The serial number is that of the version, so it grows with every change
 * and is the same for the same version; times are by default within what RFC 1912 section 2.2 recommends.
 * @param records in their order
 * @throws ARGUMENT_INVALID, ZONE_INVALID for one without name servers
 */
export function zoneFile(
  zone: string,
  version: number,
  params: ZoneParams,
  records: readonly ZoneRecord[],
): Pick<Output, 'pieces' | 'passing' | 'mediaType'> {
  const servers = params.nameServers.map((name) => readDomain(name, 'nameServers'));
  const [primary] = servers;
  if (primary === undefined) throw failure('ZONE_INVALID', { zone, reason: 'it has no name server' });
  const { ttl = 3600, refresh = 14_400, retry = 3600, expire = 1_209_600, negativeTtl = 3600, serialBase = 0 } = params;
  const times = Object.entries({ refresh, retry, expire, negativeTtl }).map(
    ([name, value]) => `\t${seconds(name, value)}\t; ${name === 'negativeTtl' ? 'negative TTL' : name}\n`,
  );
  const head = [
    `$ORIGIN ${zone}.\n$TTL ${seconds('ttl', ttl)}\n`,
    `@\tIN\tSOA\t${primary}. ${mailbox(params.contact)} (\n\t${serialOf(version, serialBase)}\t; serial\n`,
    ...times,
    ')\n',
    ...servers.map((name) => `@\tIN\tNS\t${name}.\n`),
  ];
  function* pieces(): Generator<string> {
    yield head.join('');
    for (const { owner, type, data } of records) yield `${owner}\tIN\t${type}\t${data}\n`;
  }
  return { pieces: pieces(), passing: serialLine, mediaType };
}
