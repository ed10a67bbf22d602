import { Buffer } from 'node:buffer';
import { parseIp } from '../../base/ip.ts';
import { isMac } from '../../base/mac.ts';
import type { Network } from '../../base/network.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import type { Session } from '../../inventory/session.ts';
import { macNumber } from '../../wire/mac-number.ts';
import type { DhcpHost } from './dhcp-host.ts';
import { type DhcpLayer, readDhcpLayer } from './dhcp-layer.ts';
import type { DhcpSubnets } from './dhcp-subnets.ts';
import { discoveryClient, discoveryHold, discoveryLease } from './discovery-lease.ts';
import { type DhcpShared, readDhcpChains } from './read-dhcp-hosts.ts';

/** An address that is held for an unknown client, until a time in milliseconds since 1970. */
interface Hold {
  readonly host: DhcpHost;
  readonly until: number;
}

interface Subnet {
  readonly manager: number;
  readonly name: string;
  readonly network: Network;
  /** In milliseconds. */
  readonly lease: number;
  readonly chain: readonly DhcpLayer[];
  readonly holds: ReadonlyMap<number, Hold>;
}

/** An unknown client on a network where such clients get addresses. */
export interface DiscoveryGuest {
  /** The manager of the subnet. */
  readonly manager: number;
  readonly subnet: string;
  /** What it is answered from, where an address is held for it for as long as a lease. */
  readonly host: DhcpHost | undefined;
  /** Whether an address is to be held for it, or held for longer. */
  readonly isDue: boolean;
}

/** What is told to guests before anything else: that they are served, for how long, and no name. */
function guestLayer(id: number, name: string, lease: number, chain: readonly DhcpLayer[]): DhcpLayer {
  const own = chain.find(({ entity }) => entity === id);
  const version = own?.discovery?.version ?? 0;
  const source = { attribute: 'dhcp.discovery-lease-time', version: own?.discoveryLease?.version ?? version };
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(lease / 1000);
  return {
    ...readDhcpLayer({ id, name }, []),
    enabled: { value: true, attribute: 'dhcp.discovery', version },
    options: new Map([
      [51, { ...source, value: seconds }],
      [12, { attribute: 'dhcp.discovery', version, value: undefined }],
    ]),
  };
}

/** The addresses that are held for unknown clients: by their MAC addresses. */
async function readHolds(
  session: Session,
  subnet: Omit<Subnet, 'holds'>,
  subnets: DhcpSubnets,
): Promise<Map<number, Hold>> {
  const { manager, name, network, lease, chain } = subnet;
  const rows = await session.reader.attributes({ entities: [manager], key: IPManager.attrName, number: true });
  const layers = [guestLayer(manager, name, lease, chain), ...chain];
  const holds = new Map<number, Hold>();
  for (const [number, group] of Map.groupBy(rows, (row) => row.number ?? 0)) {
    const part = (subkey: string): unknown => {
      const row = group.find((one) => one.subkey === subkey);
      return row && scalarOf(row);
    };
    const [ip, until, client] = [part('ipstring'), part('until'), part(discoveryClient)];
    if (typeof ip !== 'string' || !(until instanceof Date) || !isMac(client)) continue;
    const mac = macNumber(client as string);
    const address = {
      ip: Number(parseIp(ip).value),
      prefix: network.prefix,
      number,
      version: group.find(({ subkey }) => subkey === 'until')?.since ?? 0,
      mac: undefined,
      subnet: subnets.of(manager),
      declined: undefined,
    };
    const naming = { hostname: undefined, fqdn: undefined, bootstrap: [], addresses6: [] };
    const host: DhcpHost = { id: manager, name, ...naming, macs: [mac], addresses: [address], layers };
    holds.set(mac, { host, until: until.getTime() });
  }
  return holds;
}

/** The subnets in which clients that nobody knows get addresses, with those that they have. */
export class DiscoverySubnets {
  #subnets: readonly Subnet[] = [];

  /** How many addresses are held. */
  get held(): number {
    return this.#subnets.reduce((sum, { holds }) => sum + holds.size, 0);
  }

  /** The networks in which a client has an address. */
  networksOf(mac: number): Network[] {
    return this.#subnets.filter(({ holds }) => holds.has(mac)).map(({ network }) => network);
  }

  /** A client that nobody knows, where its network is one for such. @param link an address of the network @param now in milliseconds */
  guestOf(mac: number, link: number, now: number): DiscoveryGuest | undefined {
    const subnet = this.#subnets.find(({ network }) => network.contains({ family: 4, value: BigInt(link) }));
    if (subnet === undefined) return undefined;
    const { manager, name, lease, holds } = subnet;
    const hold = holds.get(mac);
    const left = (hold?.until ?? 0) - now;
    return {
      manager,
      subnet: name,
      host: left >= lease ? hold?.host : undefined,
      isDue: left < discoveryHold(lease) / 2,
    };
  }

  /** Reads them all again, if some of what has changed is of them. @param changed ids of entities; all where it is left out */
  async read(session: Session, shared: DhcpShared, changed?: readonly number[]): Promise<void> {
    if (changed !== undefined && changed.length === 0) return;
    const known = new Set(
      this.#subnets.flatMap(({ manager, chain }) => [manager, ...chain.map(({ entity }) => entity)]),
    );
    const some = changed === undefined ? {} : { entities: changed };
    const marks = await session.reader.ownedAttributes({ ...some, key: 'dhcp', subkey: 'discovery' });
    if (changed !== undefined && marks.length === 0 && !changed.some((id) => known.has(id))) return;
    const all =
      changed === undefined ? marks : await session.reader.ownedAttributes({ key: 'dhcp', subkey: 'discovery' });
    const chains = await readDhcpChains(session, [...new Set(all.map(({ entity }) => entity))], shared);
    const subnets: Subnet[] = [];
    for (const [id, chain] of chains) {
      const row = all.find(({ entity }) => entity === id);
      const thing = row && session.wrap({ id, name: row.owner_name, type: row.owner_type, driver: row.owner_driver });
      const own = chain.find(({ entity }) => entity === id);
      if (!(thing instanceof IPManager) || own?.discovery?.value !== true) continue;
      const network = await thing.getNetwork();
      if (network?.family !== 4) continue;
      await shared.subnets.require(session, [id]);
      const subnet = { manager: id, name: thing.name, network, lease: discoveryLease(own), chain };
      subnets.push({ ...subnet, holds: await readHolds(session, subnet, shared.subnets) });
    }
    for (const { chain } of this.#subnets) shared.layers.release(chain);
    this.#subnets = subnets.toSorted((one, other) => other.network.prefix - one.network.prefix);
  }
}
