import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { readDnsName } from './dns-name.ts';
import { nameAddresses, type NamedAddress, type NameParams, namingAttributes, readDomain } from './name-addresses.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { type Skipped } from './skipped.ts';
import { zoneFile, type ZoneParams, type ZoneRecord } from './zone-file.ts';

export interface ForwardZoneParams extends HostParams, NameParams, ZoneParams {
  /** The domain that the zone is for. */
  readonly zone: string;
}

/** A name relative to a zone, `@` for the zone itself; undefined for one outside of it. */
function ownerIn(zone: string, name: string): string | undefined {
  if (name === zone) return '@';
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : undefined;
}

const recordText = ({ owner, type, data }: ZoneRecord): string => `${owner} ${type} ${data}`;

/** The records of all names that lie in the zone, each once, by owner. */
function recordsOf(named: readonly NamedAddress[], zone: string, skipped: Skipped): ZoneRecord[] {
  const records = new Map<string, ZoneRecord>();
  const owners = new Set(['@']);
  const add = (record: ZoneRecord): void => {
    owners.add(record.owner);
    records.set(recordText(record), record);
  };
  const within = (name: string, host: string): string[] => {
    const owner = ownerIn(zone, name);
    if (owner !== undefined) return [owner];
    skipped.add('a name outside of the zone', `${host} (${name})`);
    return [];
  };
  for (const { host, address, names } of named)
    for (const owner of [names.canonical, ...names.others].flatMap((name) => within(name, host.name)))
      add({ owner, type: address.ip.family === 4 ? 'A' : 'AAAA', data: address.text });
  const targets = new Map<string, string>();
  for (const { host, names } of named)
    for (const owner of names.aliases.flatMap((name) => within(name, host.name))) {
      const target = targets.get(owner) ?? names.canonical;
      targets.set(owner, target);
      // a CNAME stands alone (RFC 1034 section 3.6.2)
      if (target !== names.canonical || (owners.has(owner) && !records.has(`${owner} CNAME ${target}.`)))
        skipped.add('an alias that means something else already', `${host.name} (${owner})`);
      else add({ owner, type: 'CNAME', data: `${target}.` });
    }
  return [...records.values()].sort((one, other) => (one.owner === other.owner ? 0 : one.owner < other.owner ? -1 : 1));
}

/** A server that refuses to load the zone would be the first to notice. @throws ZONE_INVALID */
function requireAddresses(zone: string, servers: readonly string[], records: readonly ZoneRecord[]): void {
  const known = new Set(records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ owner }) => owner));
  for (const server of servers) {
    const owner = ownerIn(zone, readDnsName(server) ?? server);
    if (owner !== undefined && !known.has(owner))
      throw failure('ZONE_INVALID', { zone, reason: `its name server ${server} has no address among the hosts` });
  }
}

/**
 * A zone with the addresses of all names that lie in it, and with aliases as CNAME. Names without a dot are in the
 * domain of the parameters, else in that of the attribute `dns.domain`, else in the zone.
 * @throws ARGUMENT_INVALID, ZONE_INVALID without name servers and where one in the zone has no address; and as `readHosts`
 */
export async function forwardZone(inventory: Clusto, params: ForwardZoneParams): Promise<Output> {
  const zone = readDomain(params.zone, 'zone');
  const { version, hosts, skipped } = await readHosts(inventory, params, namingAttributes);
  const named = nameAddresses(hosts, { domain: params.domain, lastDomain: zone }, skipped);
  const records = recordsOf(named, zone, skipped);
  requireAddresses(zone, params.nameServers, records);
  return { version, skipped: skipped.list(), ...zoneFile(zone, version, params, records) };
}
