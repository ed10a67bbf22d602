import { failure } from '../../base/errors.ts';
import { type Driver, type DriverAttribute } from '../../inventory/driver.ts';

/** What identifies an attribute; without a number one that has none is meant, or where there is none the one that has. */
export interface AttributeTerm {
  readonly key: string;
  readonly subkey: string | null;
  readonly number?: number | undefined;
}

/** `key` or `key.subkey` as its parts. */
export function attributeTerm(text: string, number?: number): AttributeTerm {
  const [key = '', subkey = null] = text.split('.');
  return { key, subkey, ...(number === undefined ? {} : { number }) };
}

/**
 * The one attribute of a name.
 * @param isMerged whether, where the thing has none, that of the nearest container is meant
 * @throws ATTRIBUTE_NOT_FOUND, ATTRIBUTE_AMBIGUOUS, FILTER_INVALID
 */
export async function findAttribute(
  thing: Driver,
  { key, subkey, number }: AttributeTerm,
  isMerged = false,
): Promise<DriverAttribute> {
  const found = await thing.attrs({
    key,
    subkey,
    ...(number === undefined ? {} : { number }),
    mergeContainerAttrs: isMerged,
  });
  const plain = number === undefined ? found.filter((one) => one.number === null) : [];
  const candidates = plain.length > 0 ? plain : found;
  const [first] = candidates;
  const attribute = subkey === null ? key : `${key}.${subkey}`;
  if (first === undefined) throw failure('ATTRIBUTE_NOT_FOUND', { thing, attribute });
  const same = candidates.filter(({ entity }) => entity.id === first.entity.id);
  if (same.length > 1) throw failure('ATTRIBUTE_AMBIGUOUS', { thing, count: same.length, attribute });
  return first;
}
