import { isMac } from '../../base/mac.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import type { Session } from '../../inventory/session.ts';
import { isIp4, parseIp4 } from '../../wire/ip4.ts';
import { macNumber } from '../../wire/mac-number.ts';
import type { DhcpAddress, DhcpHost } from './dhcp-host.ts';
import { readDhcpLayer, type Sourced } from './dhcp-layer.ts';
import type { DhcpLayers } from './dhcp-layers.ts';
import type { DhcpSubnets } from './dhcp-subnets.ts';

type HostReader = Session['reader']['hosts'];
type Rows<Method extends 'ports' | 'addresses' | 'settings'> = Awaited<ReturnType<HostReader[Method]>>;
type Span = Parameters<HostReader['ports']>[0];

/** The keys of the attributes that say what is told to clients. */
const dhcpKeys = ['dhcp'];
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

function addressesOf({ ports, addresses, subnets }: Parts): DhcpAddress[] {
  const onPort = new Map(
    ports.flatMap(({ mac, osPort }) => (mac !== null && isMac(mac) && osPort !== null ? [[osPort, mac] as const] : [])),
  );
  return addresses.flatMap(({ ip, cidr, osPort, number, since, manager }) => {
    if (!isIp4(ip)) return [];
    const mac = onPort.get(osPort ?? '');
    return {
      ip: parseIp4(ip),
      prefix: Number(cidr?.split('/')[1] ?? 32),
      number,
      version: since,
      mac: mac === undefined ? undefined : macNumber(mac),
      subnet: manager === null ? undefined : subnets.of(manager),
    };
  });
}

function hostOf(id: number, name: string, parts: Parts): DhcpHost {
  const first = (key: string): Sourced<string> | undefined => {
    const row = parts.names.find((one) => one.key === key && one.subkey === null && one.string !== null);
    return row && { value: row.string as string, attribute: key, version: row.since };
  };
  const macs = new Set(parts.ports.flatMap(({ mac }) => (isMac(mac) ? [macNumber(mac as string)] : [])));
  return {
    id,
    name,
    hostname: first('hostname'),
    fqdn: first('fqdn'),
    macs: [...macs],
    addresses: addressesOf(parts),
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
        subkey: row.subkey,
        value: row.datatype === 'relation' ? 'another entity' : scalarOf(row),
        version: row.since,
      }));
      layers.put(readDhcpLayer({ id, name: rows[0]?.name ?? '' }, attributes));
    }
  }
  return new Set(settings.keys());
}

async function readSpan(session: Session, span: Span, { layers, subnets }: DhcpShared): Promise<DhcpHost[]> {
  const { hosts } = session.reader;
  const ports = Map.groupBy(await hosts.ports(span), ({ entity }) => entity);
  if (ports.size === 0) return [];
  const bound = await hosts.addresses(span);
  await subnets.require(session, [...new Set(bound.flatMap(({ manager }) => manager ?? []))]);
  const addresses = Map.groupBy(bound, ({ entity }) => entity);
  const names = Map.groupBy(await hosts.settings(span, ['hostname', 'fqdn']), ({ entity }) => entity);
  const above = Map.groupBy(await hosts.bearersAbove(span, dhcpKeys), ({ origin }) => origin);
  const chains = new Map<number, number[]>();
  for (const id of ports.keys()) chains.set(id, [...new Set(above.get(id)?.map((one) => one.id))]);
  const unread = new Set([...chains.values()].flat().filter((id) => !layers.has(id)));
  if (unread.size > 0) await readDhcpLayers(session, layers, [...unread]);
  return [...ports]
    .filter(([, rows]) => rows.some(({ mac }) => isMac(mac)))
    .map(([id, rows]) =>
      hostOf(id, rows[0]?.name ?? '', {
        ports: rows,
        addresses: addresses.get(id) ?? [],
        names: names.get(id) ?? [],
        layers: layers.chain(chains.get(id) ?? []),
        subnets,
      }),
    );
}

/**
 * What answers to some entities are made of: of those that have a port with a MAC address. In a few statements, however
 * many there are.
 * @param shared takes in what containers and managers say
 */
export async function readDhcpHosts(session: Session, ids: readonly number[], shared: DhcpShared): Promise<DhcpHost[]> {
  return ids.length === 0 ? [] : readSpan(session, ids, shared);
}

/** The same for the whole inventory, page by page, with the memory of one page. */
export async function* readAllDhcpHosts(session: Session, shared: DhcpShared): AsyncGenerator<DhcpHost[]> {
  const last = await session.reader.hosts.lastEntity();
  for (let from = 1; from <= last; from += page) yield await readSpan(session, { from, to: from + page - 1 }, shared);
}
