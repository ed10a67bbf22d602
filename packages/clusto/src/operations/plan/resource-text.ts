import { formatIp } from '../../base/ip.ts';
import { decodeScalar } from '../../base/values.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { readAddress } from '../../drivers/resources/read-address.ts';
import { type Driver } from '../../inventory/driver.ts';
import { valueAsText } from '../value-as-text.ts';
import { type DeclaredValue } from './file-value.ts';

/** A resource as text by which it is compared: 5 and "5" are the same number, and an address has one form. */
export function resourceText(manager: Driver, resource: DeclaredValue): string {
  if (resource.datatype === 'relation') return resource.name;
  const value = decodeScalar(resource);
  if (manager instanceof IPManager) return formatIp(readAddress(value));
  return valueAsText(value);
}
