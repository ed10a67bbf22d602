import { failure } from '../../base/errors.ts';
import { qualified, readDnsName } from './dns-name.ts';
import { byName, type Host, type HostAddress, valueText } from './host.ts';
import { type Skipped } from './skipped.ts';

export interface NameParams {
  /** What names without a dot are completed with; without it the attribute `dns.domain` of the host or what it is in. */
  readonly domain?: string | undefined;
  /** What they are completed with where nothing else says. */
  readonly lastDomain?: string | undefined;
}

/** The names of a host, all valid in DNS, in lower case and without a dot at their end. */
export interface HostNames {
  /** Where an address leads back to. */
  readonly canonical: string;
  /** The other `fqdn` attributes, which have the addresses of the host too. */
  readonly others: readonly string[];
  /** Names for the canonical one, from `dns.alias`. */
  readonly aliases: readonly string[];
  /** The name without a domain. */
  readonly short: string | undefined;
}

/** An address with the names that lead to it. */
export interface NamedAddress {
  readonly host: Host;
  readonly address: HostAddress;
  readonly names: HostNames;
}

const invalid = 'not a name that DNS allows';

/** @throws ARGUMENT_INVALID */
export function readDomain(domain: string, argument = 'domain'): string {
  const name = readDnsName(domain);
  if (name === undefined) throw failure('ARGUMENT_INVALID', { argument, expected: 'a domain name', value: domain });
  return name;
}

function domainOf(host: Host, { domain, lastDomain }: NameParams): string | undefined {
  const [inherited] = host.nearest('dns', 'domain');
  return domain ?? (typeof inherited === 'string' ? inherited.replace(/\.$/, '') : lastDomain);
}

/**
 * What a host is called: by its attributes `fqdn` in their order; without any by its `hostname`, else by the name of the
 * entity, completed with the domain.
 */
function namesOf(host: Host, params: NameParams, skipped: Skipped): HostNames | undefined {
  const read = (text: string): string[] => {
    const name = readDnsName(text);
    if (name !== undefined) return [name];
    skipped.add(invalid, text === host.name ? text : `${host.name} (${text})`);
    return [];
  };
  const texts = (key: string, subkey: string | null): string[] => host.own(key, subkey).map(valueText);
  const suffix = domainOf(host, params);
  const [hostname = host.name] = texts('hostname', null);
  const fqdns = texts('fqdn', null).flatMap(read);
  const [canonical, ...others] = fqdns.length > 0 ? fqdns : read(qualified(hostname, suffix));
  if (canonical === undefined) return undefined;
  const short = readDnsName(hostname.split('.')[0] ?? '');
  return {
    canonical,
    others: [...new Set(others)].filter((name) => name !== canonical),
    aliases: texts('dns', 'alias').flatMap((alias) => read(qualified(alias, suffix))),
    short,
  };
}

/** In the order of their numbers, IPv4 first. */
export function byAddress({ address: { ip: one } }: NamedAddress, { address: { ip: other } }: NamedAddress): number {
  if (one.family !== other.family) return one.family - other.family;
  return one.value < other.value ? -1 : Number(one.value > other.value);
}

/**
 * Every address with its names, in the order of the addresses. One with an attribute `ip.dns` has that name alone. Hosts
 * without an address or a name are noted.
 * @throws ARGUMENT_INVALID for a domain that is none
 */
export function nameAddresses(hosts: readonly Host[], given: NameParams, skipped: Skipped): NamedAddress[] {
  const params = given.domain === undefined ? given : { ...given, domain: readDomain(given.domain) };
  const named = hosts.toSorted(byName).flatMap((host) => {
    if (host.addresses.length === 0) skipped.add('no address', host.name);
    const common = host.addresses.some(({ name }) => name === undefined) ? namesOf(host, params, skipped) : undefined;
    return host.addresses.flatMap((address): NamedAddress[] => {
      const own = address.name === undefined ? common : ownNames(host, address.name, params, skipped);
      return own === undefined ? [] : [{ host, address, names: own }];
    });
  });
  return named.toSorted(byAddress);
}

function ownNames(host: Host, text: string, params: NameParams, skipped: Skipped): HostNames | undefined {
  const canonical = readDnsName(qualified(text, domainOf(host, params)));
  if (canonical === undefined) {
    skipped.add(invalid, `${host.name} (${text})`);
    return undefined;
  }
  return { canonical, others: [], aliases: [], short: readDnsName(text.split('.')[0] ?? '') };
}

/** What `nameAddresses` reads. */
export const namingAttributes = [{ key: 'hostname' }, { key: 'fqdn' }, { key: 'dns' }];
