import { formatIp, isIp, parseIp } from '../base/ip.ts';
import { isMac, looksLikeMac, parseMac } from '../base/mac.ts';
import { failure } from '../base/errors.ts';
import { encodeScalar } from '../base/values.ts';
import type { AttributeCondition } from '../store/attribute-condition.ts';
import { compileFilter } from './attribute-filter.ts';
import type { AttributeFilter } from './attribute-filter.ts';
import { Attribute } from './attribute.ts';
import { kindTest } from './kind-test.ts';
import type { Driver, Inventory } from './driver.ts';

/** Those who have an attribute that meets the condition, each once, in the order of writing. */
async function owners(inventory: Inventory, condition: AttributeCondition): Promise<Driver[]> {
  const rows = await inventory.reader.ownedAttributes(condition);
  const found = rows.map((row) => ({
    id: row.entity,
    name: row.owner_name,
    type: row.owner_type,
    driver: row.owner_driver,
  }));
  return [...new Map(found.map((row) => [row.id, row])).values()].map((row) => inventory.wrap(row));
}

/** Who has an attribute that matches (behaviour spec section 3.2), each once. @throws FILTER_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN */
export async function getByAttr(inventory: Inventory, filter: AttributeFilter): Promise<Driver[]> {
  const { condition, matches } = compileFilter(filter);
  if (filter.mergeContainerAttrs === true)
    throw failure('FILTER_INVALID', { reason: 'a search over entities takes no mergeContainerAttrs' });
  const isKind = kindTest(inventory, filter);
  if (condition === undefined) return [];
  const rows = await inventory.reader.ownedAttributes(condition);
  const found = rows.flatMap((row) => {
    const owner = inventory.wrap({
      id: row.entity,
      name: row.owner_name,
      type: row.owner_type,
      driver: row.owner_driver,
    });
    const attribute = new Attribute(row, owner, (related) => inventory.wrap(related));
    return matches(attribute) && isKind(attribute.value) ? [owner] : [];
  });
  return [...new Map(found.map((owner) => [owner.id, owner])).values()];
}

/** Who has an IP address bound, however it is written. @throws IP_INVALID */
export async function getByIp(inventory: Inventory, ip: string): Promise<Driver[]> {
  return owners(inventory, { key: 'ip', subkey: 'ipstring', value: encodeScalar(formatIp(parseIp(ip))) });
}

/** Who has a MAC address, on any port or as any attribute with the subkey `mac`. @throws MAC_INVALID */
export async function getByMac(inventory: Inventory, mac: string): Promise<Driver[]> {
  return owners(inventory, { subkey: 'mac', value: encodeScalar(parseMac(mac)) });
}

/** Who has a serial number: the attribute `system`/`serial`, or the property `serialnum`. */
export async function getBySerial(inventory: Inventory, serial: string): Promise<Driver[]> {
  const value = encodeScalar(serial);
  const system = await owners(inventory, { key: 'system', subkey: 'serial', value });
  const property = await owners(inventory, { key: 'serialnum', subkey: 'property', value });
  return [...new Map([...system, ...property].map((thing) => [thing.id, thing])).values()];
}

/**
 * What a person may mean: a name, else an IP address, a MAC address, or a serial number (behaviour spec section 4.1).
 * @returns nothing where nothing is found
 */
export async function get(inventory: Inventory, term: string): Promise<Driver[]> {
  if (typeof term !== 'string')
    throw failure('ARGUMENT_INVALID', { argument: 'term', expected: 'a text', value: term });
  const named = await inventory.reader.entityByName(term);
  if (named) return [inventory.wrap(named)];
  if (isIp(term)) return getByIp(inventory, term);
  if (looksLikeMac(term) && isMac(term)) return getByMac(inventory, term);
  return getBySerial(inventory, term);
}
