import { createHash } from 'node:crypto';
import { storedValue } from '../../inventory/attribute-filter.ts';
import type { AttributeValue } from '../../inventory/driver.ts';

/** Longer keys do not fit the pages of an index. */
const longest = 256;

/**
 * The bytes under which a resource is claimed: equal for equal values of the same datatype, different for all others.
 * @throws VALUE_INVALID
 */
export function resourceKey(resource: AttributeValue): Buffer {
  const stored = storedValue(resource);
  const content =
    stored.datatype === 'relation' ? stored.relation : (stored.int ?? stored.float ?? stored.string ?? '');
  const key = Buffer.from(`${stored.datatype}:${content}`);
  if (key.length <= longest) return key;
  return Buffer.from(`${stored.datatype}#${createHash('sha256').update(key).digest('hex')}`);
}
