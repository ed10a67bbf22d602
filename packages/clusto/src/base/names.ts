import { failure } from './errors.ts';

/** In UTF-16 code units: what JavaScript calls length, and the width that the original gave its column. */
const longest = 255;
const lowestNumber = -(2 ** 31);
const highestNumber = 2 ** 31 - 1;

function lengthFault(text: string): string | undefined {
  if (text === '') return 'it is empty';
  return text.length > longest ? `it has more than ${longest} characters` : undefined;
}

function nameFault(name: string): string | undefined {
  const length = lengthFault(name);
  if (length !== undefined) return length;
  if (name.includes('/')) return 'it contains a slash'; // names are path segments of the HTTP interface
  if (/\p{Cc}/u.test(name)) return 'it contains a control character';
  return name.isWellFormed() ? undefined : 'it contains half a surrogate pair';
}

function keyFault(key: string): string | undefined {
  const length = lengthFault(key);
  if (length !== undefined) return length;
  if (!/^[A-Za-z_]/.test(key)) return 'it does not begin with a letter or underscore';
  return /^[A-Za-z0-9_-]+$/.test(key)
    ? undefined
    : 'it contains something other than letters, digits, underscore and minus';
}

const notText = 'it is not text';

/**
 * The name of an entity: 1 to 255 characters, well-formed Unicode, no slash, no control characters (C0, DEL, C1).
 * @returns the name unchanged.
 * @throws NAME_INVALID.
 */
export function checkName(name: unknown): string {
  if (typeof name !== 'string') throw failure('NAME_INVALID', { name, reason: notText });
  const reason = nameFault(name);
  if (reason !== undefined) throw failure('NAME_INVALID', { name, reason });
  return name;
}

/**
 * The key of an attribute: an ASCII letter or underscore, then letters, digits, `_` and `-`; at most 255.
 * @returns the key unchanged.
 * @throws KEY_INVALID.
 */
export function checkKey(key: unknown): string {
  if (typeof key !== 'string') throw failure('KEY_INVALID', { key, reason: notText });
  const reason = keyFault(key);
  if (reason !== undefined) throw failure('KEY_INVALID', { key, reason });
  return key;
}

/**
 * The subkey of an attribute, by the rule of keys. That there is none is for the caller to see before.
 * @returns the subkey unchanged.
 * @throws SUBKEY_INVALID, also for the empty text.
 */
export function checkSubkey(subkey: unknown): string {
  if (typeof subkey !== 'string') throw failure('SUBKEY_INVALID', { subkey, reason: notText });
  const reason = keyFault(subkey);
  if (reason !== undefined) throw failure('SUBKEY_INVALID', { subkey, reason });
  return subkey;
}

/**
 * The number of an attribute: an integer of 32 signed bits. `true` (the next one) is for the caller to see before.
 * @throws NUMBER_INVALID for fractions, numeric text, booleans and bigints too.
 */
export function checkNumber(number: unknown): number {
  const isAllowed =
    typeof number === 'number' && Number.isInteger(number) && number >= lowestNumber && number <= highestNumber;
  if (!isAllowed) throw failure('NUMBER_INVALID', { number });
  return number + 0; // −0 becomes 0
}
