import { timeAsText } from '../../base/clock.ts';
import { ClustoException, failure } from '../../base/errors.ts';
import { formatIp, type Ip, ipFromKey, ipKey, legacyInteger } from '../../base/ip.ts';
import type { Network } from '../../base/network.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import type { AttributeFilter } from '../../inventory/attribute-filter.ts';
import type { NewAttributeOptions } from '../../inventory/attributed.ts';
import type { AttributeValue, Driver, DriverAttribute } from '../../inventory/driver.ts';
import { type PropertyValues, text } from '../../inventory/property.ts';
import {
  everyAddress,
  type IpRange,
  networkAround,
  placeOf,
  readRange,
  singleAddress,
  sortableText,
} from './ip-range.ts';
import { readAddress } from './read-address.ts';
import {
  type Quarantine,
  quarantineAttributes,
  quarantineOf,
  quarantinesOf,
  type QuarantineTerms,
} from './quarantine.ts';
import { type AllocateOptions, type Place, ResourceManager, type ResourceWriter } from './resource-manager.ts';

/** The hidden attribute that finds a manager by an address: subkey `network` is its range, `gateway` its router. */
export const rangeKey = '_range';
/** All addresses are one sequence, so that nested subnets never hand out the same one. */
const sequence = 'ip';
const rangeProperties = new Set(['baseip', 'netmask', 'gateway']);

export interface AllocateIpOptions extends AllocateOptions {
  /** Also an address in quarantine, which leaves it. */
  readonly quarantined?: boolean | undefined;
}

export interface DeallocateIpOptions {
  /** Holds back what becomes free. */
  readonly quarantine?: QuarantineTerms | undefined;
}

/**
 * The addresses of a subnet, IPv4 or IPv6 (behaviour spec section 12.2). The `ip` attribute of an IPv4 address is the
 * integer of the original (the address − 2^31), that of an IPv6 address its text; the subkeys `ipstring`, `cidr`,
 * `netmask` and `broadcast` go with it. Network, broadcast and gateway addresses (the gateways of nested subnets, too) are
 * not handed out by themselves but can be asked for. A manager without `baseip` takes every address that is asked for.
 * Ranges may be nested; no two managers have the same. An address in quarantine is one that the manager holds itself until
 * a time, so that nobody gets it by chance.
 */
export class IPManager extends ResourceManager {
  static override readonly driverName: string = 'ipmanager';
  static override readonly attrName: string = 'ip';
  static override readonly properties = {
    ...ResourceManager.properties,
    gateway: text('The address of the router; not handed out.'),
    netmask: text('The mask, dotted or as a prefix length.', singleAddress),
    baseip: text('The network address; or the first address to hand out, the ones below it come last.'),
  };
  declare readonly propertyTypes: PropertyValues<typeof IPManager.properties>;

  // ---- the range

  /** @throws MANAGER_INVALID */
  async #range(): Promise<IpRange & { readonly netmask: string | null }> {
    const properties = await this.getProperties();
    try {
      return { ...readRange(this, properties), netmask: properties.netmask };
    } catch (error) {
      if (!(error instanceof ClustoException) || error.code === 'MANAGER_INVALID') throw error;
      throw failure('MANAGER_INVALID', { manager: this, reason: error.message.replace(/\.$/, '') }, error);
    }
  }

  /** The subnet; null when the manager takes every address. @throws MANAGER_INVALID */
  async getNetwork(): Promise<Network | null> {
    return (await this.#range()).network ?? null;
  }

  override async created(): Promise<void> {
    await super.created();
    await this.#keepRange();
  }

  override async driverChanged(): Promise<void> {
    await super.driverChanged();
    await this.#keepRange();
  }

  override setAttr(options: NewAttributeOptions<Driver>): Promise<DriverAttribute> {
    return this.#changing(options, () => super.setAttr(options));
  }

  override addAttr(options: NewAttributeOptions<Driver>): Promise<DriverAttribute> {
    return this.#changing(options, () => super.addAttr(options));
  }

  override delAttrs(filter: AttributeFilter = {}): Promise<void> {
    return this.inventory.write(async () => {
      await super.delAttrs(filter);
      await this.#keepRange();
    });
  }

  async #changing<T>({ key, subkey }: NewAttributeOptions<Driver>, work: () => Promise<T>): Promise<T> {
    if (key === rangeKey) throw failure('KEY_RESERVED', { key, instead: 'set baseip, netmask or gateway' });
    if (subkey !== 'property' || !rangeProperties.has(key)) return work();
    return this.inventory.write(async () => {
      const result = await work();
      await this.#keepRange();
      return result;
    });
  }

  /**
   * Checks the range, and keeps it where addresses find it.
   * @throws IP_INVALID, NETMASK_INVALID, MANAGER_INVALID, MANAGER_OVERLAP
   */
  #keepRange(): Promise<void> {
    return this.inventory.write(async (writer) => {
      const properties = await this.getProperties();
      const { network, gateway } = readRange(this, properties);
      if (network) {
        await this.#requireOwnRange(writer, network);
        await this.#requireNobodyOutside(writer, network);
      }
      const wanted = new Map([['network', network?.text ?? everyAddress]]);
      if (gateway) wanted.set('gateway', sortableText(gateway));
      const present = await writer.attributes({ entity: this.id, key: rangeKey, hidden: true });
      const kept = present.filter(({ subkey, string }) => wanted.get(subkey ?? '') === string);
      await writer.endAttributes(present.filter((row) => !kept.includes(row)));
      for (const { subkey } of kept) wanted.delete(subkey ?? '');
      const added = [...wanted].map(([subkey, value]) => ({
        key: rangeKey,
        subkey,
        number: null,
        value: storedValue(value),
      }));
      if (added.length > 0) await writer.addAttributes(this.id, added);
      await this.#renewMasks(writer, network, properties.netmask);
    });
  }

  /** What the addresses that are given out say of their subnet follows the manager. */
  async #renewMasks(writer: ResourceWriter, network: Network | undefined, netmask: string | null): Promise<void> {
    for (const { entity, key, number, resource } of await writer.allocations({ manager: this.id })) {
      const wanted = new Map(Object.entries(subnetAttributes(ipFromKey(resource), network, netmask)));
      const rows = await writer.attributes({ entity, key, number });
      const stale = rows.filter(
        ({ subkey, string, managed }) =>
          managed === 1 && subnetSubkeys.has(subkey ?? '') && wanted.get(subkey ?? '') !== string,
      );
      for (const { subkey } of rows.filter((row) => !stale.includes(row))) wanted.delete(subkey ?? '');
      const added = [...wanted].map(([subkey, value]) => ({ key, number, subkey, value: storedValue(value) }));
      await writer.replaceAllocated(
        entity,
        stale.map(({ id }) => id),
        added,
      );
    }
  }

  async #requireOwnRange(writer: ResourceWriter, network: Network): Promise<void> {
    const value = storedValue(network.text);
    const rows = await writer.ownedAttributes({ key: rangeKey, subkey: 'network', value, hidden: true });
    for (const { entity: id, owner_name: name, owner_type: type, owner_driver: driver } of rows) {
      const other = this.inventory.wrap({ id, name, type, driver });
      if (id !== this.id && other instanceof IPManager) throw failure('MANAGER_OVERLAP', { manager: this, other });
    }
  }

  async #requireNobodyOutside(writer: ResourceWriter, { family, first, last, text: range }: Network): Promise<void> {
    const outside = [ipKey({ family, value: first }), ipKey({ family, value: last })] as const;
    const [left] = await writer.allocations({ manager: this.id, outside, limit: 1 });
    if (left === undefined) return;
    const reason = `${formatIp(ipFromKey(left.resource))} is allocated and lies outside ${range}`;
    throw failure('MANAGER_INVALID', { manager: this, reason });
  }

  // ---- handing out

  /** As `ResourceManager.allocate`. @throws IP_QUARANTINED for an address that is named and held back, and as there */
  override allocate(thing: Driver, ip?: unknown, options: AllocateIpOptions = {}): Promise<DriverAttribute> {
    return super.allocate(thing, ip, options);
  }

  /** As `ResourceManager.deallocate`. */
  override deallocate(thing: Driver, ip?: unknown, { quarantine }: DeallocateIpOptions = {}): Promise<void> {
    if (quarantine === undefined) return super.deallocate(thing, ip);
    return this.inventory.write(async (writer) => {
      const before = await writer.allocations({ entity: thing.id, manager: this.id });
      await super.deallocate(thing, ip);
      const left = new Set((await writer.allocations({ entity: thing.id, manager: this.id })).map(({ id }) => id));
      for (const { id, resource } of before) {
        if (left.has(id) || (await writer.owners(this.attrName, resource)).length > 0) continue;
        const { until, reason = `released by ${thing.name}` } = quarantine;
        await this.quarantine(formatIp(ipFromKey(resource)), until, reason);
      }
    });
  }

  // ---- quarantine

  /**
   * Holds an address back: it is not handed out by itself until a time. In quarantine already, it stays there until then.
   * @throws RESOURCE_TAKEN when someone has it, ARGUMENT_INVALID unless the time is to come, IP_INVALID, RESOURCE_TYPE_INVALID
   */
  quarantine(ip: unknown, until: Date, reason?: string): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const beside = quarantineAttributes(this.inventory, { until, reason });
      return this.allocate(this, ip, { beside, quarantined: true });
    });
  }

  /** Lets an address be handed out again. @returns whether it was in quarantine @throws IP_INVALID */
  endQuarantine(ip: unknown): Promise<boolean> {
    return this.inventory.write(async (writer) => {
      const held = await this.inventory.everything(() => quarantineOf(this.inventory, ip));
      if (held !== undefined) await writer.endAttributes([{ ...held.row, managed: 1 }]);
      return held !== undefined;
    });
  }

  /** The addresses that this manager holds back, in their order. */
  async quarantined(): Promise<Quarantine[]> {
    return (await quarantinesOf(this)).map(({ row: _row, ...quarantine }) => quarantine);
  }

  // ---- what a manager decides

  /** @throws IP_QUARANTINED */
  protected override async checkResource(
    _thing: Driver,
    resource: AttributeValue,
    { quarantined }: AllocateIpOptions,
  ): Promise<void> {
    const held = await this.inventory.everything(() => quarantineOf(this.inventory, resource));
    if (held === undefined) return;
    if (quarantined === true) await this.endQuarantine(resource);
    else
      throw failure('IP_QUARANTINED', {
        ip: held.ip,
        until: timeAsText(held.until),
        reason: held.reason ?? 'held back',
      });
  }

  /** @throws IP_INVALID, RESOURCE_TYPE_INVALID, MANAGER_INVALID */
  protected override async ensureType(resource: unknown): Promise<AttributeValue> {
    const ip = readAddress(resource);
    const { network } = await this.#range();
    if (network && !network.contains(ip))
      throw failure('RESOURCE_TYPE_INVALID', {
        resource: formatIp(ip),
        manager: this,
        reason: `it lies outside ${network.text}`,
      });
    return storedForm(ip);
  }

  protected override async allocator(_thing: Driver, writer: ResourceWriter): Promise<AttributeValue> {
    const { network } = await this.#range();
    if (!network) throw failure('RESOURCE_NO_ALLOCATOR', { manager: this });
    const { family, base, first, last, firstUsable, lastUsable } = network;
    const at = (value: bigint): Ip => ({ family, value });
    const start = base.value === first || base.value > lastUsable ? firstUsable : base.value;
    const textBetween = [sortableText(at(first)), sortableText(at(last))] as const;
    const gateways = await writer.attributes({ key: rangeKey, subkey: 'gateway', textBetween, hidden: true });
    const excluded = new Set(gateways.map(({ string }) => BigInt(`0x${string}`)));
    const offset = placeOf(at(0n));
    for (const [from, to] of [
      [start, lastUsable],
      [firstUsable, start - 1n],
    ] as const) {
      const place = (await writer.taken.nextFree(sequence, offset + from, excluded)) - offset;
      if (place <= to) return storedForm(at(place));
    }
    throw failure('RESOURCE_EXHAUSTED', { manager: this });
  }

  protected override async additionalAttrs(
    _thing: Driver,
    resource: AttributeValue,
  ): Promise<Readonly<Record<string, AttributeValue>>> {
    const ip = readAddress(resource);
    const { network, netmask } = await this.#range();
    return { ipstring: formatIp(ip), ...subnetAttributes(ip, network, netmask) };
  }

  protected override resourceKey(resource: AttributeValue): Buffer {
    return ipKey(readAddress(resource));
  }

  protected override async place(resource: AttributeValue): Promise<Place> {
    return { sequence, position: placeOf(readAddress(resource)) };
  }

  protected override describe(resource: AttributeValue): unknown {
    return formatIp(readAddress(resource));
  }
}

const subnetSubkeys = new Set(['cidr', 'netmask', 'broadcast']);

/** What an address says of its subnet. */
function subnetAttributes(
  ip: Ip,
  network: Network | undefined,
  netmask: string | null,
): Readonly<Record<string, string>> {
  const around = network ?? networkAround(formatIp(ip), netmask);
  const { broadcast } = around;
  return { cidr: around.cidr(ip), netmask: around.netmask, ...(broadcast === undefined ? {} : { broadcast }) };
}

function storedForm(ip: Ip): AttributeValue {
  return ip.family === 4 ? legacyInteger(ip) : formatIp(ip);
}
