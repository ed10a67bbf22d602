import { Buffer } from 'node:buffer';
import { type DeclinedAddress, isWithheld } from '../../operations/dhcp/declined-address.ts';

/** An address of either family that its owner may have declined. */
interface Declinable {
  readonly ip: number | Uint8Array;
  readonly declined: DeclinedAddress | undefined;
}

interface Unwritten {
  readonly until: number;
  /** The version from which the inventory says so itself, once it is written. */
  readonly version: number | undefined;
}

/** IPv4 addresses as numbers, IPv6 addresses as hexadecimal digits. */
const keyOf = (ip: Declinable['ip']): number | string =>
  typeof ip === 'number' ? ip : Buffer.from(ip).toString('hex');

/**
 * Addresses that their owners found in use by another: the inventory says so, and until that is written and read again it is
 * remembered here. Only owners are listened to, so it is never more than there are. Times are in milliseconds.
 */
export class DeclinedAddresses {
  readonly #unwritten = new Map<number | string, Unwritten>();
  readonly #version: () => number;

  /** @param version that answers are of */
  constructor(version: () => number) {
    this.#version = version;
  }

  add(ip: Declinable['ip'], until: number): void {
    this.#unwritten.set(keyOf(ip), { until, version: undefined });
  }

  /** From this version on the inventory says what is so. */
  written(ip: Declinable['ip'], version: number): void {
    const known = this.#unwritten.get(keyOf(ip));
    if (known !== undefined) this.#unwritten.set(keyOf(ip), { ...known, version });
  }

  has(address: Declinable, now: number): boolean {
    // nothing is to be made of an address for nothing
    return isWithheld(address, now) || (this.#unwritten.size > 0 && this.#isUnwritten(keyOf(address.ip), now));
  }

  /** How many the inventory does not know of yet. */
  unwritten(now: number, family: 4 | 6): number {
    const kind = family === 4 ? 'number' : 'string';
    return [...this.#unwritten.keys()].filter((key) => typeof key === kind && this.#isUnwritten(key, now)).length;
  }

  #isUnwritten(key: number | string, now: number): boolean {
    const known = this.#unwritten.get(key);
    if (known === undefined) return false;
    if (known.until > now && (known.version === undefined || known.version > this.#version())) return true;
    this.#unwritten.delete(key);
    return false;
  }
}
