import { Buffer } from 'node:buffer';
import { failure } from '../base/errors.ts';

/** RFC 1035 section 2.3.4. */
const longestLabel = 63;
const longestName = 255;
/** A pointer of RFC 1035 section 4.1.4 has 14 bits. */
const farthest = 0x3fff;

/** The labels of a domain name; a dot at its end may be there. Undefined where it is none. */
function labelsOf(name: string): string[] | undefined {
  const labels = name.replace(/\.$/, '').split('.');
  const isName = labels.every((label) => /^[\x21-\x7e]+$/.test(label) && label.length <= longestLabel);
  return isName && labels.join('.').length + 2 <= longestName ? labels : undefined;
}

/** Whether `encodeDomainNames` takes it: labels of 1 to 63 printable ASCII characters, 253 in all. */
export function isDomainName(name: unknown): name is string {
  return typeof name === 'string' && labelsOf(name) !== undefined;
}

/**
 * Domain names one after the other (RFC 1035 section 3.1).
 * @param isCompressed an ending that came before becomes a pointer to it, counted from the first byte (RFC 3397)
 * @throws ARGUMENT_INVALID
 */
export function encodeDomainNames(names: readonly string[], isCompressed: boolean): number[] {
  const bytes: number[] = [];
  const seen = new Map<string, number>();
  for (const name of names) {
    let labels = labelsOf(name);
    if (labels === undefined)
      throw failure('ARGUMENT_INVALID', { argument: 'names', expected: 'domain names', value: name });
    for (; labels.length > 0; labels = labels.slice(1)) {
      const ending = labels.join('.').toLowerCase();
      const at = seen.get(ending);
      if (isCompressed && at !== undefined) {
        bytes.push(0xc0 | (at >> 8), at & 0xff);
        break;
      }
      if (bytes.length <= farthest) seen.set(ending, bytes.length);
      const [label] = labels as [string];
      bytes.push(label.length, ...Buffer.from(label, 'latin1'));
    }
    if (labels.length === 0) bytes.push(0);
  }
  return bytes;
}

function refuse(reason: string): never {
  throw failure('PACKET_MALFORMED', { what: 'list of domain names', reason });
}

/** One name, and where the next begins. Pointers only lead back, so that a walk ends. */
function readName(bytes: Uint8Array, start: number): { name: string; next: number } {
  const labels: string[] = [];
  let at = start;
  let lowest = start;
  let next: number | undefined;
  let length = 1;
  for (;;) {
    const size = bytes[at];
    if (size === undefined) refuse('a name has no end');
    if (size === 0) return { name: labels.join('.'), next: next ?? at + 1 };
    if (size >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) refuse('a pointer is cut off');
      next ??= at + 2;
      at = (size & 0x3f) * 256 + low;
      if (at >= lowest) refuse('a pointer does not lead back');
      lowest = at;
      continue;
    }
    if (size > longestLabel) refuse('a label has more than 63 characters');
    const label = bytes.subarray(at + 1, at + 1 + size);
    if (label.length < size) refuse('a label is cut off');
    if (!label.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x2e)) refuse('a label is not printable');
    length += size + 1;
    if (length > longestName) refuse('a name has more than 253 characters');
    labels.push(Buffer.from(label).toString('latin1'));
    at += size + 1;
  }
}

/** The names of a list, with or without pointers. @throws PACKET_MALFORMED */
export function decodeDomainNames(bytes: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { name, next } = readName(bytes, at);
    if (name === '') refuse('a name is empty');
    names.push(name);
    at = next;
  }
  return names;
}
