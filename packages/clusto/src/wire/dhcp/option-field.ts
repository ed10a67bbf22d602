import { failure } from '../../base/errors.ts';

/** Options by code, in the order of sending; an option that was sent in parts is whole. */
export type Options = ReadonlyMap<number, Uint8Array>;

const pad = 0;
const end = 255;

/** A part of a packet that holds options. */
interface OptionField {
  readonly packet: Uint8Array;
  readonly from: number;
  /** The place behind it. */
  readonly to: number;
  /** What is read, for the message of the error. */
  readonly what: string;
}

/**
 * Reads a field of options (RFC 2132 section 2) into `options`: parts of the same code become one value (RFC 3396).
 * @throws PACKET_MALFORMED
 */
export function readOptionField({ packet, from, to, what }: OptionField, options: Map<number, Uint8Array>): void {
  let parts: Map<number, Uint8Array[]> | undefined;
  let at = from;
  while (at < to) {
    const code = packet[at] as number;
    at += 1;
    if (code === pad) continue;
    if (code === end) break;
    const length = at < to ? (packet[at] as number) : 1;
    at += 1;
    if (length > to - at)
      throw failure('PACKET_MALFORMED', {
        what,
        reason: `${length} bytes are announced where ${Math.max(0, to - at)} are left`,
      });
    const value = packet.subarray(at, at + length);
    at += length;
    const before = options.get(code);
    if (before === undefined) options.set(code, value);
    else {
      // joined at the end: there can be thousands of parts
      parts ??= new Map();
      const all = parts.get(code);
      if (all === undefined) parts.set(code, [before, value]);
      else all.push(value);
    }
  }
  if (parts !== undefined) for (const [code, all] of parts) options.set(code, joined(all));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const longestPart = 255;

/** How many bytes an option takes, with the headers of its parts. */
export function sizeOfOption(value: Uint8Array): number {
  return value.length + 2 * Math.max(1, Math.ceil(value.length / longestPart));
}

/** Writes an option at a place, in parts where it is long. @returns the place after it */
export function writeOption(target: Uint8Array, at: number, code: number, value: Uint8Array): number {
  let next = at;
  let from = 0;
  do {
    const size = Math.min(value.length - from, longestPart);
    target[next] = code;
    target[next + 1] = size;
    next += 2;
    // a call to copy would cost more than the few bytes that most options have
    for (let index = from; index < from + size; index += 1, next += 1) target[next] = value[index] as number;
    from += longestPart;
  } while (from < value.length);
  return next;
}

/** Writes the end of a field. */
export function writeEnd(target: Uint8Array, at: number): number {
  target[at] = end;
  return at + 1;
}
