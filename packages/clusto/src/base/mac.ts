import { failure } from './errors.ts';

const separated = /^[0-9a-f]{1,2}(?:(?::[0-9a-f]{1,2}){5}|(?:-[0-9a-f]{1,2}){5})$/i;
const triples = /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/i;
const bare = /^[0-9a-f]{12}$/i;

/**
 * Whether a text can only be meant as a MAC address: six groups with `:` or `-`, or dotted triples. Twelve bare hex
 * digits are left out, as entity names and serial numbers look like that too.
 */
export function looksLikeMac(text: unknown): boolean {
  return typeof text === 'string' && (separated.test(text) || triples.test(text));
}

/** Whether `parseMac` accepts it. */
export function isMac(text: unknown): boolean {
  return looksLikeMac(text) || (typeof text === 'string' && bare.test(text));
}

/**
 * A 48-bit MAC address as six lower case groups with colons. Reads groups of one or two hex digits between `:` or `-`
 * (IEEE 802), Cisco triples `001b.213c.4d5e`, and twelve bare digits.
 * @throws MAC_INVALID, also for mixed separators.
 */
export function parseMac(text: unknown): string {
  if (typeof text !== 'string' || !isMac(text)) throw failure('MAC_INVALID', { mac: text });
  const groups = separated.test(text) ? text.split(/[:-]/) : (text.replaceAll('.', '').match(/../g) ?? []);
  return groups.map((group) => group.padStart(2, '0').toLowerCase()).join(':');
}
