import { failure } from '../../base/errors.ts';
import { formatIp, type Ip, ipKey } from '../../base/ip.ts';
import { Attribute } from '../../inventory/attribute.ts';
import { Driver, type DriverAttribute, type Inventory } from '../../inventory/driver.ts';
import { IPManager, rangeKey } from './ip-manager.ts';
import { coveringRanges, prefixOf } from './ip-range.ts';
import { readAddress } from './read-address.ts';

/** An address as `readAddress` takes it, an `ip` attribute; a manager, or a thing, of whose addresses it is. */
export type IpTerm = string | number | bigint | DriverAttribute | Driver;

const addressOf = (ip: unknown): Ip => readAddress(ip instanceof Attribute ? ip.value : ip);

/**
 * The managers that cover an address, most specific first, those without a range last.
 * @param ip also a manager, which is then the answer, or a thing: the managers of its addresses
 * @throws IP_INVALID
 */
export async function getIpManagers(inventory: Inventory, ip: IpTerm): Promise<IPManager[]> {
  if (ip instanceof IPManager) return [ip];
  if (ip instanceof Driver) return managersOf(inventory, ip);
  // an address has at most one range of each length, so they are looked up and not searched
  const anyText = coveringRanges(addressOf(ip));
  const rows = await inventory.reader.ownedAttributes({ key: rangeKey, subkey: 'network', anyText, hidden: true });
  return rows
    .toSorted((one, other) => prefixOf(other.string ?? '') - prefixOf(one.string ?? '') || one.entity - other.entity)
    .map(({ entity: id, owner_name: name, owner_type: type, owner_driver: driver }) =>
      inventory.wrap({ id, name, type, driver }),
    )
    .filter((manager) => manager instanceof IPManager);
}

/** The managers of the addresses that a thing has. */
async function managersOf(inventory: Inventory, { id: entity }: Driver): Promise<IPManager[]> {
  const allocations = await inventory.reader.allocations({ entity, space: IPManager.attrName });
  const rows = allocations.map((one) => ({
    id: one.manager,
    name: one.manager_name,
    type: one.manager_type,
    driver: one.manager_driver,
  }));
  const managers = [...new Map(rows.map((row) => [row.id, row])).values()].map((row) => inventory.wrap(row));
  return managers.filter((manager) => manager instanceof IPManager);
}

/** The most specific manager that covers an address. @throws IP_MANAGER_MISSING, IP_INVALID */
export async function getIpManager(inventory: Inventory, ip: IpTerm): Promise<IPManager> {
  const [manager] = await getIpManagers(inventory, ip);
  if (manager !== undefined) return manager;
  const shown = ip instanceof Driver ? ip : formatIp(addressOf(ip));
  throw failure('IP_MANAGER_MISSING', { ip: shown });
}

/** Who has an address; several after a forced allocation. @throws IP_INVALID */
export async function getIpOwners(inventory: Inventory, ip: unknown): Promise<Driver[]> {
  const rows = await inventory.reader.owners(IPManager.attrName, ipKey(readAddress(ip)));
  return rows.map((row) => inventory.wrap(row));
}
