import type { Session } from '../../inventory/session.ts';
import { isWithheld } from './declined-address.ts';
import { duidOf, type DhcpHost } from './dhcp-host.ts';
import { DhcpLayers } from './dhcp-layers.ts';
import { DhcpSubnets } from './dhcp-subnets.ts';
import { DiscoverySubnets } from './discovery-subnets.ts';
import { type DhcpShared, readAllDhcpHosts, readDhcpHosts, readDhcpLayers } from './read-dhcp-hosts.ts';

/** What has changed in an inventory, by the ids of entities. */
export interface DhcpChanges {
  /** Whose name or attributes have changed, or who came or went. */
  readonly entities: readonly number[];
  /** What was put into another container, or taken out of one. */
  readonly moved: readonly number[];
}

/** A list only where several hosts have the same MAC address. */
type ByMac = Map<number, DhcpHost | readonly DhcpHost[]>;

const nobody: readonly DhcpHost[] = [];

function hostsIn(map: ByMac, mac: number): readonly DhcpHost[] {
  const found = map.get(mac);
  if (found === undefined) return nobody;
  return 'layers' in found ? [found] : found;
}

function putIn(map: ByMac, mac: number, host: DhcpHost): void {
  const others = hostsIn(map, mac);
  map.set(mac, others.length === 0 ? host : [...others, host]);
}

function removeFrom(map: ByMac, mac: number, { id }: DhcpHost): void {
  const [other, ...others] = hostsIn(map, mac).filter((one) => one.id !== id);
  if (other === undefined) map.delete(mac);
  else map.set(mac, others.length === 0 ? other : [other, ...others]);
}

/** Every host of an inventory by its MAC addresses and its identifier for DHCPv6, in memory: what is asked for costs one look-up, known or not. */
export class DhcpIndex {
  readonly #shared: DhcpShared = { layers: new DhcpLayers(), subnets: new DhcpSubnets() };
  readonly #byId = new Map<number, DhcpHost>();
  /** Only those whose attributes say what their identifier is. */
  readonly #byDuid = new Map<string, DhcpHost>();
  readonly #duids = new Map<number, string>();
  readonly #byMac: ByMac = new Map();
  readonly #byBootstrap: ByMac = new Map();
  /** Hosts with an address that was declined. */
  readonly #declining = new Set<DhcpHost>();
  /** Where clients that nobody knows get addresses. */
  readonly discovery = new DiscoverySubnets();

  /** How many hosts there are. */
  get size(): number {
    return this.#byId.size;
  }

  /** The hosts that have a port with a MAC address. */
  hostsOf(mac: number): readonly DhcpHost[] {
    return hostsIn(this.#byMac, mac);
  }

  /** How many addresses are withheld at a time, in milliseconds since 1970. */
  withheld(now: number, family: 4 | 6): number {
    let count = 0;
    for (const { addresses, addresses6 } of this.#declining)
      for (const address of family === 4 ? addresses : addresses6) count += Number(isWithheld(address, now));
    return count;
  }

  /** The hosts that are known by a MAC address (`bootstrap.mac`) which is on no port of them yet. */
  newcomersOf(mac: number): readonly DhcpHost[] {
    return hostsIn(this.#byBootstrap, mac);
  }

  /** The host whose attribute `dhcp6.duid` is this, as hexadecimal digits. */
  hostOfDuid(duid: string): DhcpHost | undefined {
    return this.#byDuid.get(duid);
  }

  /**
   * Reads the whole inventory.
   * @param progress hears how many hosts there are so far, after each page
   */
  static async build(session: Session, progress?: (hosts: number) => void): Promise<DhcpIndex> {
    const index = new DhcpIndex();
    for await (const hosts of readAllDhcpHosts(session, index.#shared)) {
      for (const host of hosts) index.#put(host);
      progress?.(index.size);
    }
    await index.discovery.read(session, index.#shared);
    return index;
  }

  /**
   * Reads again what has changed, and what is below it where that matters: of a container that says other things than
   * before only the container itself.
   */
  async update(session: Session, { entities, moved }: DhcpChanges): Promise<void> {
    const { layers, subnets } = this.#shared;
    const before = new Set(entities.filter((id) => layers.has(id)));
    const says = await readDhcpLayers(session, layers, entities);
    await subnets.renew(session, entities);
    // whether a layer is there at all is a question of the chains below it
    const changed = entities.filter((id) => before.has(id) !== says.has(id));
    const roots = [...new Set([...moved, ...changed])];
    const below = roots.length === 0 ? [] : await session.reader.hosts.below(roots);
    const ids = [...new Set([...entities, ...roots, ...below])];
    const hosts = await readDhcpHosts(session, ids, this.#shared);
    for (const id of ids) this.#remove(id);
    for (const host of hosts) this.#put(host);
    await this.discovery.read(session, this.#shared, ids);
  }

  #put(host: DhcpHost): void {
    this.#byId.set(host.id, host);
    const duid = duidOf(host);
    if (duid !== undefined) {
      this.#byDuid.set(duid, host);
      this.#duids.set(host.id, duid);
    }
    for (const mac of host.macs) putIn(this.#byMac, mac, host);
    if ([...host.addresses, ...host.addresses6].some(({ declined }) => declined !== undefined))
      this.#declining.add(host);
    for (const mac of host.bootstrap) putIn(this.#byBootstrap, mac, host);
  }

  #remove(id: number): void {
    const host = this.#byId.get(id);
    if (host === undefined) return;
    this.#byId.delete(id);
    // its layer may say something else by now
    const duid = this.#duids.get(id);
    if (duid !== undefined && this.#byDuid.get(duid) === host) this.#byDuid.delete(duid);
    this.#duids.delete(id);
    this.#shared.layers.release(host.layers);
    for (const mac of host.macs) removeFrom(this.#byMac, mac, host);
    this.#declining.delete(host);
    for (const mac of host.bootstrap) removeFrom(this.#byBootstrap, mac, host);
  }
}
