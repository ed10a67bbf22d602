import { failure } from '../base/errors.ts';

/** Reads big-endian numbers and bytes from the front of a buffer, never beyond its end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what is read, for the message of the error */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** @throws PACKET_MALFORMED, always */
  refuse(reason: string): never {
    throw failure('PACKET_MALFORMED', { what: this.#what, reason });
  }

  /** The next bytes, as a part of the buffer. @throws PACKET_MALFORMED when fewer are left */
  bytes(count: number): Uint8Array {
    if (count > this.left) this.refuse(`${count} bytes are announced where ${this.left} are left`);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** An unsigned integer of 1 to 4 bytes. @throws PACKET_MALFORMED */
  uint(size: 1 | 2 | 4): number {
    if (size > this.left) this.refuse(`${size} bytes are announced where ${this.left} are left`);
    let value = 0;
    for (const end = this.#at + size; this.#at < end; this.#at += 1) value = value * 256 + (this.#bytes[this.#at] ?? 0);
    return value;
  }
}

/** An unsigned integer as bytes, big-endian. */
export function uintBytes(value: number, size: 1 | 2 | 4): number[] {
  return Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
}
