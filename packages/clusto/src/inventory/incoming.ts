import { failure } from '../base/errors.ts';
import { parseMac } from '../base/mac.ts';

const isMacSubkey = (subkey: string | null): boolean => subkey === 'mac' || subkey?.endsWith('-mac') === true;

/** A value as it is kept: MAC addresses in one form, so that they are found however they were written. @throws MAC_INVALID */
export function incomingValue(subkey: string | null, value: unknown): unknown {
  return isMacSubkey(subkey) && typeof value === 'string' ? parseMac(value) : value;
}

/** The value of a filter in the same form; what is no MAC address matches nothing by itself. */
export function incomingFilterValue(subkey: unknown, value: unknown): unknown {
  if (typeof subkey !== 'string' || !isMacSubkey(subkey) || typeof value !== 'string') return value;
  try {
    return parseMac(value);
  } catch {
    return value;
  }
}

/** Attributes that have a second half somewhere are written by the operation that writes both. @throws KEY_RESERVED */
export function refuseReserved(key: string, subkey: string | null): void {
  if (key === '_contains') throw failure('KEY_RESERVED', { key, instead: 'use insert and remove' });
  if (key.startsWith('port-') && (subkey === 'connection' || subkey === 'otherportnum'))
    throw failure('KEY_RESERVED', { key: `${key}.${subkey}`, instead: 'use connectPorts and disconnectPort' });
}
