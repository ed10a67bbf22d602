import { formatIp } from '../../base/ip.ts';
import { isMac, parseMac } from '../../base/mac.ts';
import { type Network, parseNetwork } from '../../base/network.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Clusto } from '../clusto.ts';
import { truthOf } from '../dhcp/truth-of.ts';
import { type Host, type HostAddress, type HostAttribute, valueText } from './host.ts';
import { nameAddresses, type NameParams, namingAttributes } from './name-addresses.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { Skipped, type SkippedThings } from './skipped.ts';

export interface ReservationParams extends HostParams, NameParams {
  /** The version of the Internet Protocol. Default: 4. */
  readonly family?: 4 | 6 | undefined;
  /** Only these subnets, by the names of their IP managers. */
  readonly subnets?: readonly string[] | undefined;
}

/** An address that a DHCP server is to give to one network card. */
export interface Reservation {
  readonly host: Host;
  readonly mac: string;
  readonly address: HostAddress;
  /** The canonical name, where the host has one that DNS allows. */
  readonly hostname: string | undefined;
}

/** A subnet with what is reserved in it. */
export interface ReservedSubnet {
  /** That of the IP manager: the same for as long as there is one. */
  readonly id: number;
  readonly name: string;
  readonly network: Network;
  readonly gateway: string | undefined;
  readonly reservations: Reservation[];
}

export interface Reservations {
  readonly version: number;
  readonly family: 4 | 6;
  /** Those with reservations, and those that were asked for; by network. */
  readonly subnets: readonly ReservedSubnet[];
  readonly skipped: readonly SkippedThings[];
}

interface Card {
  readonly mac: string;
  readonly interface: string | undefined;
}

/** Whether the DHCP server of clusto would serve a host, too. */
function isEnabled(host: Host, key: string): boolean {
  const [value, ...more] = host.nearest(key, 'enabled');
  return more.length === 0 && truthOf(value) === true;
}

/** The network cards whose MAC address is known, by port. */
function cardsOf({ levels: [own = []] }: Host): Card[] {
  const ports = Map.groupBy(
    own.filter(({ key, number }) => key.startsWith('port-') && number !== null),
    ({ key, number }) => `${key} ${String(number).padStart(10, '0')}`,
  );
  const text = (attributes: readonly HostAttribute[], subkey: string): string | undefined => {
    const value = attributes.find((one) => one.subkey === subkey)?.value;
    return value === undefined || value === null ? undefined : valueText(value);
  };
  return [...ports]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, attributes]) => {
      const mac = text(attributes, 'mac');
      // a database of the original may have anything there
      return isMac(mac) ? [{ mac: parseMac(mac), interface: text(attributes, 'osportname') }] : [];
    });
}

/**
 * The card that an address is on: that of the port with the name of the interface that it is bound to; else the first
 * whose port has no such name.
 */
function cardOf(cards: readonly Card[], address: HostAddress): Card | undefined {
  const bound = cards.find((card) => card.interface !== undefined && card.interface === address.interface);
  return bound ?? cards.find((card) => card.interface === undefined);
}

async function readSubnets(view: Clusto, params: ReservationParams, skipped: Skipped): Promise<ReservedSubnet[]> {
  const { family = 4, subnets: wanted } = params;
  const managers = await (wanted === undefined
    ? view.getEntities({ clustoDrivers: view.driverNamesOf(IPManager) })
    : Promise.all(wanted.map((name) => view.getByName(name, IPManager))));
  const rows = await view.reader.attributes({ entities: managers.map(({ id }) => id), subkey: 'property' });
  const properties = Map.groupBy(rows, ({ entity }) => entity);
  return managers.flatMap(({ id, name }) => {
    const text = (key: string): string | undefined =>
      properties.get(id)?.find((row) => row.key === key)?.string ?? undefined;
    const base = text('baseip');
    if (base === undefined) return [];
    try {
      const network = parseNetwork(base, text('netmask') ?? '255.255.255.255');
      return network.family === family ? [{ id, name, network, gateway: text('gateway'), reservations: [] }] : [];
    } catch {
      skipped.add('a subnet whose range is none', name);
      return [];
    }
  });
}

/**
 * What DHCP servers are to give to whom: each address of the family to the card that it is on, by subnet. A host whose
 * nearest `dhcp.enabled` (`dhcp6.enabled` for IPv6) does not say yes is left out, as by the DHCP server of clusto, and so is a second address
 * of a card in one subnet.
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER for a subnet that is none; ARGUMENT_INVALID; and as `readHosts`
 */
export async function dhcpReservations(inventory: Clusto, params: ReservationParams): Promise<Reservations> {
  const { family = 4 } = params;
  const key = family === 4 ? 'dhcp' : 'dhcp6';
  const wanted = [
    { key },
    { key: 'port-*', glob: true, subkey: 'mac' },
    { key: 'port-*', glob: true, subkey: 'osportname' },
    ...namingAttributes,
  ];
  const { version, view, hosts, skipped } = await readHosts(inventory, params, wanted);
  const subnets = new Map((await readSubnets(view, params, skipped)).map((subnet) => [subnet.name, subnet]));
  const cards = new Map<Host, Card[]>();
  // a name that DNS does not allow is no reason to withhold an address
  const names = new Map(
    nameAddresses(hosts, params, new Skipped()).map(({ address, names: { canonical } }) => [address, canonical]),
  );
  const taken = new Set<string>();
  for (const host of hosts)
    for (const address of host.addresses.filter(({ ip }) => ip.family === family)) {
      const thing = `${host.name} (${formatIp(address.ip)})`;
      const subnet = address.manager === undefined ? undefined : subnets.get(address.manager);
      if (subnet === undefined) {
        if (params.subnets === undefined) skipped.add('an address in no subnet', thing);
        continue;
      }
      if (!isEnabled(host, key)) {
        skipped.add(`${key}.enabled, which does not say true`, host.name);
        continue;
      }
      const own = cards.get(host) ?? cardsOf(host);
      cards.set(host, own);
      const card = cardOf(own, address);
      const place = `${subnet.id} ${card?.mac}`;
      if (card === undefined) skipped.add('no MAC address', thing);
      else if (taken.has(place)) skipped.add('a MAC address that has another address in the subnet', thing);
      else {
        taken.add(place);
        subnet.reservations.push({ host, mac: card.mac, address, hostname: names.get(address) });
      }
    }
  const kept = [...subnets.values()].filter(
    ({ reservations }) => reservations.length > 0 || params.subnets !== undefined,
  );
  const byNetwork = kept.sort(({ network: one }, { network: other }) =>
    one.first === other.first ? one.prefix - other.prefix : one.first < other.first ? -1 : 1,
  );
  return { version, family, subnets: byNetwork, skipped: skipped.list() };
}
