import { failure } from '../base/errors.ts';
import { isIp, parseIp } from '../base/ip.ts';

/** The text of an IPv4 address that is an unsigned 32-bit integer. */
export function formatIp4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Whether a text is an IPv4 address. */
export function isIp4(text: unknown): text is string {
  return isIp(text) && parseIp(text).family === 4;
}

/** An IPv4 address as an unsigned 32-bit integer. @throws IP_INVALID, also for IPv6 */
export function parseIp4(text: unknown): number {
  const ip = parseIp(text);
  if (ip.family !== 4) throw failure('IP_INVALID', { ip: text });
  return Number(ip.value);
}

/** The mask of a prefix length, from 0 to 32. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0;
}

/** Whether two addresses are in the same network of a prefix length. */
export function isSameNetwork(one: number, other: number, prefix: number): boolean {
  return ((one ^ other) & maskOf(prefix)) === 0;
}

/** Whether one machine can have it on a network: not `this network`, loopback, multicast, reserved or broadcast. */
export function isHostAddress(address: number): boolean {
  const first = address >>> 24;
  return first > 0 && first < 224 && first !== 127;
}

/** The four bytes of an address. */
export function ip4Bytes(address: number): Uint8Array {
  const bytes = new Uint8Array(4);
  putIp4(bytes, 0, address);
  return bytes;
}

/** The address of four bytes. */
export function ip4Of(bytes: Uint8Array): number {
  let address = 0;
  for (const byte of bytes) address = address * 256 + byte;
  return address;
}

/** The address at a place of a packet, which is to reach so far. */
export function ip4At(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Writes the four bytes of an address at a place of a packet. */
export function putIp4(bytes: Uint8Array, at: number, address: number): void {
  bytes[at] = address >>> 24;
  bytes[at + 1] = address >>> 16;
  bytes[at + 2] = address >>> 8;
  bytes[at + 3] = address;
}
