import { parseMac } from '../base/mac.ts';

/** The value of a hexadecimal digit in lower case. */
const digit = (code: number): number => (code > 0x39 ? code - 0x57 : code - 0x30);

/** The three bytes of a text like `00:1b:21` at a place. */
function hexAt(text: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at += 3)
    value = value * 256 + digit(text.charCodeAt(at)) * 16 + digit(text.charCodeAt(at + 1));
  return value;
}

const canonical = /^[\da-f]{2}(?::[\da-f]{2}){5}$/;

/** A MAC address as an integer of 48 bits: a key that takes less than its text. @throws MAC_INVALID */
export function macNumber(text: string): number {
  // as inventories have it: two halves, each within what a shift can hold
  if (canonical.test(text)) return hexAt(text, 0) * 2 ** 24 + hexAt(text, 9);
  return Number.parseInt(parseMac(text).replaceAll(':', ''), 16);
}

/** The MAC address of the first six bytes. */
export function macOfBytes(bytes: Uint8Array): number {
  let mac = 0;
  for (let index = 0; index < 6; index += 1) mac = mac * 256 + (bytes[index] ?? 0);
  return mac;
}

/** Its six bytes. */
export function macBytes(mac: number): number[] {
  return Array.from({ length: 6 }, (_, index) => Math.floor(mac / 256 ** (5 - index)) % 256);
}

/** Its text, in lower case with colons. */
export function formatMac(mac: number): string {
  const hex = mac.toString(16).padStart(12, '0');
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10)}`;
}
