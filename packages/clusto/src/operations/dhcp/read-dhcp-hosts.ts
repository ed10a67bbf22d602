import { ipKey, isIp, parseIp } from '../../base/ip.ts';
import { isMac } from '../../base/mac.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import type { Session } from '../../inventory/session.ts';
import { macNumber } from '../../wire/mac-number.ts';
import type { DeclinedAddress } from './declined-address.ts';
import { DhcpContainers } from './dhcp-containers.ts';
import type { Dhcp6Address, DhcpAddress, DhcpHost } from './dhcp-host.ts';
import { dhcpKeys, readDhcpLayer, type Sourced } from './dhcp-layer.ts';
import type { DhcpLayers } from './dhcp-layers.ts';
import type { DhcpSubnets } from './dhcp-subnets.ts';

type HostReader = Session['reader']['hosts'];
type Rows<Method extends 'ports' | 'addresses' | 'settings'> = Awaited<ReturnType<HostReader[Method]>>;
type Span = Parameters<HostReader['ports']>[0];

/** How many ids of entities one page has. */
const page = 10_000;

/** What hosts share, read once. */
export interface DhcpShared {
  readonly layers: DhcpLayers;
  readonly subnets: DhcpSubnets;
}

/** What is known of an entity, before it is put together. */
interface Parts {
  readonly ports: Rows<'ports'>;
  readonly addresses: Rows<'addresses'>;
  readonly names: Rows<'settings'>;
  readonly layers: DhcpHost['layers'];
  readonly subnets: DhcpSubnets;
}

function declinedOf(row: Rows<'addresses'>[number]): DeclinedAddress | undefined {
  const { declined, declinedUntil, declinedBy, declinedSince } = row;
  if (declinedUntil === null || declinedSince === null) return undefined;
  const [since, until] = [declined ?? 0, declinedUntil].map((time) => time / 1000) as [number, number];
  return { by: declinedBy, since, until, version: declinedSince };
}

function addressesOf({ ports, addresses, subnets }: Parts): Pick<DhcpHost, 'addresses' | 'addresses6'> {
  const onPort = new Map(
    ports.flatMap(({ mac, osPort }) =>
      mac !== null && isMac(mac) && osPort !== null ? [[osPort, macNumber(mac)] as const] : [],
    ),
  );
  const four: DhcpAddress[] = [];
  const six: Dhcp6Address[] = [];
  for (const row of addresses) {
    const { ip: text, cidr, osPort, number, since: version, manager } = row;
    if (!isIp(text)) continue;
    const ip = parseIp(text);
    const common = {
      prefix: Number(cidr?.split('/')[1] ?? (ip.family === 4 ? 32 : 128)),
      number,
      version,
      declined: declinedOf(row),
    };
    const mac = onPort.get(osPort ?? '');
    if (ip.family === 6) six.push({ ip: ipKey(ip), ...common, mac });
    else
      four.push({ ip: Number(ip.value), ...common, mac, subnet: manager === null ? undefined : subnets.of(manager) });
  }
  return { addresses: four, addresses6: six.length === 0 ? none : six };
}

const none: readonly never[] = [];

/** What names a client that need not have a port. */
const isDuid = ({ key, subkey }: Rows<'settings'>[number]): boolean => key === 'dhcp6' && subkey === 'duid';

/** What says how it is called, and by what it is known. */
const namingKeys = ['hostname', 'fqdn', 'bootstrap', 'dhcp6'];

const isBootstrap = ({ key, subkey, string }: Rows<'settings'>[number]): boolean =>
  key === 'bootstrap' && subkey === 'mac' && isMac(string);

function hostOf(id: number, parts: Parts): DhcpHost {
  const first = (key: string): Sourced<string> | undefined => {
    const row = parts.names.find((one) => one.key === key && one.subkey === null && one.string !== null);
    return row && { value: row.string as string, attribute: key, version: row.since };
  };
  const macs = new Set(parts.ports.flatMap(({ mac }) => (isMac(mac) ? [macNumber(mac as string)] : [])));
  const bootstrap = parts.names.filter(isBootstrap).map(({ string }) => macNumber(String(string)));
  return {
    id,
    name: (parts.ports[0] ?? parts.names[0])?.name ?? '',
    hostname: first('hostname'),
    fqdn: first('fqdn'),
    macs: [...macs],
    bootstrap: bootstrap.length === 0 ? none : bootstrap.filter((mac) => !macs.has(mac)),
    ...addressesOf(parts),
    layers: parts.layers,
  };
}

/** Reads the layers of some entities again. An entity that says nothing any more is forgotten. @returns those that say something */
export async function readDhcpLayers(
  { reader }: Session,
  layers: DhcpLayers,
  ids: readonly number[],
): Promise<Set<number>> {
  const settings = Map.groupBy(await reader.hosts.settings(ids, dhcpKeys), ({ entity }) => entity);
  for (const id of ids) {
    const rows = settings.get(id);
    if (rows === undefined) layers.remove(id);
    else {
      const attributes = rows.map((row) => ({
        key: row.key,
        subkey: row.subkey,
        value: row.datatype === 'relation' ? 'another entity' : scalarOf(row),
        version: row.since,
      }));
      layers.put(readDhcpLayer({ id, name: rows[0]?.name ?? '' }, attributes));
    }
  }
  return new Set(settings.keys());
}

/** For each host those that say something: itself, and what it is in, nearest first. */
async function readChains(
  session: Session,
  span: Span,
  hosts: Iterable<number>,
  containers: DhcpContainers,
): Promise<Map<number, number[]>> {
  const { hosts: reader } = session.reader;
  const memberships = await reader.memberships(span);
  await containers.require(
    session,
    memberships.map(({ container }) => container),
  );
  const bearers = new Set(await reader.bearers(span, dhcpKeys));
  const ofMember = Map.groupBy(memberships, ({ member }) => member);
  const chains = new Map<number, number[]>();
  for (const id of hosts) {
    const above = containers.above(ofMember.get(id)?.map(({ container }) => container) ?? []);
    chains.set(id, [...(bearers.has(id) ? [id] : []), ...above]);
  }
  return chains;
}

/** What entities and their containers say, nearest first; let go of it by `release` of the layers. */
export async function readDhcpChains(
  session: Session,
  ids: readonly number[],
  { layers }: DhcpShared,
): Promise<Map<number, DhcpHost['layers']>> {
  if (ids.length === 0) return new Map();
  const chains = await readChains(session, ids, ids, new DhcpContainers());
  const unread = new Set([...chains.values()].flat().filter((id) => !layers.has(id)));
  if (unread.size > 0) await readDhcpLayers(session, layers, [...unread]);
  return new Map([...chains].map(([id, chain]) => [id, layers.chain(chain.filter((one) => layers.has(one)))]));
}

async function readSpan(
  session: Session,
  span: Span,
  { layers, subnets }: DhcpShared,
  containers: DhcpContainers,
): Promise<DhcpHost[]> {
  const { hosts } = session.reader;
  const ports = Map.groupBy(await hosts.ports(span), ({ entity }) => entity);
  const names = Map.groupBy(await hosts.settings(span, namingKeys), ({ entity }) => entity);
  const isClient = (id: number): boolean =>
    ports.get(id)?.some(({ mac }) => isMac(mac)) === true ||
    names.get(id)?.some((row) => isDuid(row) || isBootstrap(row)) === true;
  const clients = [...new Set([...ports.keys(), ...names.keys()])].filter(isClient);
  if (clients.length === 0) return [];
  const bound = await hosts.addresses(span);
  await subnets.require(session, [...new Set(bound.flatMap(({ manager }) => manager ?? []))]);
  const addresses = Map.groupBy(bound, ({ entity }) => entity);
  const chains = await readChains(session, span, clients, containers);
  const unread = new Set([...chains.values()].flat().filter((id) => !layers.has(id)));
  if (unread.size > 0) await readDhcpLayers(session, layers, [...unread]);
  return clients.map((id) =>
    hostOf(id, {
      ports: ports.get(id) ?? [],
      addresses: addresses.get(id) ?? [],
      names: names.get(id) ?? [],
      layers: layers.chain((chains.get(id) ?? []).filter((one) => layers.has(one))),
      subnets,
    }),
  );
}

/**
 * What answers to some entities are made of: of those that have a port with a MAC address, an identifier for DHCPv6, or are known by a MAC
 * address. In a few statements, however many there are.
 * @param shared takes in what containers and managers say
 */
export async function readDhcpHosts(session: Session, ids: readonly number[], shared: DhcpShared): Promise<DhcpHost[]> {
  return ids.length === 0 ? [] : readSpan(session, ids, shared, new DhcpContainers());
}

/** The same for the whole inventory, page by page, with the memory of one page. */
export async function* readAllDhcpHosts(session: Session, shared: DhcpShared): AsyncGenerator<DhcpHost[]> {
  const last = await session.reader.hosts.lastEntity();
  const containers = new DhcpContainers();
  for (let from = 1; from <= last; from += page)
    yield await readSpan(session, { from, to: from + page - 1 }, shared, containers);
}
