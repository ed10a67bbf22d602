import type { ByteReader } from '../byte-reader.ts';

/** Options by code, in the order of sending; an option that was sent in parts is whole. */
export type Options = ReadonlyMap<number, Uint8Array>;

const pad = 0;
const end = 255;

/**
 * Reads a field of options (RFC 2132 section 2) into `options`: parts of the same code become one value (RFC 3396).
 * @throws PACKET_MALFORMED
 */
export function readOptionField(reader: ByteReader, options: Map<number, Uint8Array>): void {
  const parts = new Map<number, Uint8Array[]>();
  while (reader.left > 0) {
    const code = reader.uint(1);
    if (code === pad) continue;
    if (code === end) break;
    const value = reader.bytes(reader.uint(1));
    const before = parts.get(code);
    if (before === undefined) parts.set(code, [value]);
    else before.push(value);
  }
  for (const [code, values] of parts) {
    const before = options.get(code);
    const all = before === undefined ? values : [before, ...values];
    options.set(code, all.length === 1 ? (all[0] as Uint8Array) : joined(all));
  }
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
    const part = value.length <= longestPart ? value : value.subarray(from, from + longestPart);
    target[next] = code;
    target[next + 1] = part.length;
    target.set(part, next + 2);
    next += 2 + part.length;
    from += longestPart;
  } while (from < value.length);
  return next;
}

/** Writes the end of a field. */
export function writeEnd(target: Uint8Array, at: number): number {
  target[at] = end;
  return at + 1;
}
