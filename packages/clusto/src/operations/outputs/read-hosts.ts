import { formatIp, isIp, parseIp } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';
import { isSecretText } from '../../base/secret.ts';
import { Device } from '../../drivers/devices/device.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import { type Clusto } from '../clusto.ts';
import { isSecretPlace } from '../history/changed-value.ts';
import { byName, Host, type HostAddress, type HostAttribute, type OutputValue } from './host.ts';
import { Skipped } from './skipped.ts';

/** Which entities go into an output; what is left out does not restrict. */
export interface HostParams {
  /** In the search language. */
  readonly query?: string | undefined;
  /** What is in all of these, at any depth. */
  readonly pools?: readonly string[] | undefined;
  /** Only addresses in these networks, such as `10.0.0.0/8`. */
  readonly networks?: readonly string[] | undefined;
  /** Only this one. */
  readonly name?: string | undefined;
}

type AttributeCondition = Parameters<Clusto['reader']['attributes']>[0];
type AttributeRow = Awaited<ReturnType<Clusto['reader']['attributes']>>[number];

/** Which attributes an output reads; `ip` is always read. */
export type WantedAttribute = Pick<AttributeCondition, 'key' | 'subkey' | 'glob'>;

/** The hosts of an inventory at one version. */
export interface Hosts {
  readonly version: number;
  /** The inventory at that version. */
  readonly view: Clusto;
  /** By name. */
  readonly hosts: readonly Host[];
  readonly skipped: Skipped;
}

async function candidates(view: Clusto, { query, pools, name }: HostParams): Promise<Driver[]> {
  const found =
    name !== undefined
      ? [await view.getByName(name)]
      : await (query === undefined ? view.getEntities() : view.query(query));
  if (pools === undefined || pools.length === 0) return found;
  const members = new Set((await view.getFromPools(pools, { searchChildren: true })).map(({ id }) => id));
  return found.filter(({ id }) => members.has(id));
}

/** A value as JSON has it; undefined for a secret, which a property may be without being sealed. */
function outputValue(view: Clusto, row: AttributeRow, driver: string): OutputValue | undefined {
  if (row.datatype === 'relation') return view.related(row)?.name ?? null;
  const value = scalarOf(row);
  const { key, subkey } = row;
  if (typeof value === 'string' && isSecretText(value)) return undefined;
  if (isSecretPlace(view.registry, { driver, key, subkey })) return undefined;
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Date ? value.toISOString() : value;
}

/** The addresses among the attributes of a host, in the order of their numbers. */
function addressesOf(name: string, attributes: readonly HostAttribute[], skipped: Skipped): HostAddress[] {
  const parts = Map.groupBy(
    attributes.filter(({ key, number }) => key === 'ip' && number !== null),
    ({ number }) => number as number,
  );
  return [...parts]
    .sort(([one], [other]) => one - other)
    .flatMap(([, group]) => {
      const text = (subkey: string): string | undefined => {
        const value = group.find((one) => one.subkey === subkey)?.value;
        return typeof value === 'string' ? value : undefined;
      };
      const ipstring = text('ipstring');
      if (ipstring === undefined) return [];
      if (!isIp(ipstring)) {
        skipped.add('an ip that is no address', `${name} (${ipstring})`);
        return [];
      }
      const ip = parseIp(ipstring);
      const known = {
        cidr: text('cidr'),
        netmask: text('netmask'),
        broadcast: text('broadcast'),
        interface: text('osportname'),
        manager: text('manager'),
        name: text('dns'),
      };
      const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
      return [{ ip, text: formatIp(ip), ...given }];
    });
}

const isWithin = (networks: readonly Network[], { ip }: HostAddress): boolean =>
  networks.length === 0 || networks.some((network) => network.contains(ip));

/**
 * The devices, and whatever else has an address, of those that are meant: by as many statements for one as for all, at
 * one version. Resource managers are left out: an address that they hold themselves is reserved.
 * @param wanted the attributes to read, of the hosts and of what they are in; without it all that are not hidden
 * @throws QUERY_INVALID, ENTITY_NOT_FOUND, NOT_A_POOL, IP_INVALID, NETMASK_INVALID, HOST_BITS
 */
export async function readHosts(
  inventory: Clusto,
  params: HostParams,
  wanted?: readonly WantedAttribute[],
): Promise<Hosts> {
  const networks = (params.networks ?? []).map(parseCidr);
  const version = await inventory.version();
  const view = inventory.at(version);
  const skipped = new Skipped();
  const things = (await candidates(view, params)).filter((thing) => !(thing instanceof ResourceManager));
  const above = await view.reader.containersOf(things.map(({ id }) => id));
  const drivers = new Map([...things, ...above].map(({ id, driver }) => [id, driver]));
  const entities = [...drivers.keys()];
  const conditions: readonly WantedAttribute[] = wanted === undefined ? [{}] : [{ key: 'ip' }, ...wanted];
  const rows = await Promise.all(conditions.map((one) => view.reader.attributes({ ...one, entities })));
  const attributes = new Map<number, HostAttribute[]>(entities.map((id) => [id, []]));
  for (const row of rows.flat()) {
    const { key, subkey, number } = row;
    const value = outputValue(view, row, drivers.get(row.entity) ?? '');
    if (value !== undefined) attributes.get(row.entity)?.push({ key, subkey, number, value });
    else skipped.add('secret', subkey === null ? key : `${key}.${subkey}`);
  }
  const containers = Map.groupBy(above, ({ origin }) => origin);
  // how many units a rack has says nothing of what is in it
  const inherited = new Map(
    [...new Set(above.map(({ id }) => id))].map((id) => [
      id,
      (attributes.get(id) ?? []).filter(({ subkey }) => subkey !== 'property'),
    ]),
  );
  const hosts = things.flatMap((thing) => {
    const { id, name, type, driver } = thing;
    const own = attributes.get(id) ?? [];
    const addresses = addressesOf(name, own, skipped);
    if (addresses.length === 0 && !(thing instanceof Device)) return [];
    const around = containers.get(id) ?? [];
    return new Host({
      name,
      type,
      driver,
      addresses: addresses.filter((address) => isWithin(networks, address)),
      containers: around,
      levels: [own, ...around.map((one) => inherited.get(one.id) ?? [])],
    });
  });
  return { version, view, hosts: hosts.sort(byName), skipped };
}
