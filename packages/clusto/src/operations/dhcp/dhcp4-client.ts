import { Buffer } from 'node:buffer';
import type { Options } from '../../wire/dhcp/option-field.ts';
import { ip4Of } from '../../wire/ip4.ts';

/** What a client says of its kind. Clients of one kind say the same bytes, which are understood once for all of them. */
export interface Dhcp4Client {
  /** Option 55. */
  readonly asked: readonly number[] | undefined;
  /** The most bytes of an answer as the payload of UDP. */
  readonly room: number;
  /** Option 93, else what option 60 says of it. */
  readonly architectures: readonly number[];
  /** What option 60 says the client is. */
  readonly firmware: 'pxe' | 'http' | undefined;
  readonly isIpxe: boolean;
}

/** The headers of IP and UDP. */
const headers = 28;
/** RFC 2131 section 2: what every client takes. */
const smallestDatagram = 576;
/** An Ethernet frame: what is larger would come in fragments, which firmware does not join. */
const largestDatagram = 1500;

function architecturesOf(list: Uint8Array | undefined, vendorClass: string): number[] {
  if (list !== undefined && list.length >= 2)
    return Array.from({ length: Math.floor(list.length / 2) }, (_, index) =>
      ip4Of(list.subarray(2 * index, 2 * index + 2)),
    );
  const [, arch] = /^(?:PXE|HTTP)Client:Arch:(\d{5})/.exec(vendorClass) ?? [];
  return arch === undefined ? [] : [Number(arch)];
}

function readClient(options: Options): Dhcp4Client {
  const text = (code: number): string => Buffer.from(options.get(code) ?? []).toString('latin1');
  const [vendorClass, asked, size] = [text(60), options.get(55), options.get(57)];
  return {
    asked: asked && [...asked],
    room: Math.min(Math.max(size === undefined ? 0 : ip4Of(size), smallestDatagram), largestDatagram) - headers,
    architectures: architecturesOf(options.get(93), vendorClass),
    firmware: vendorClass.startsWith('PXEClient') ? 'pxe' : vendorClass.startsWith('HTTPClient') ? 'http' : undefined,
    isIpxe: text(77).includes('iPXE') || options.has(175),
  };
}

/** The options that say it, beside the one of iPXE (175), of which only counts whether it is there. */
const telling = [55, 57, 60, 77, 93];
/** What is longer is of no kind that there are many of. */
const longest = 255;

/** The bytes that say it, each option with its length; undefined where they are too many to be kept. */
function keyOf(options: Options): string | undefined {
  let key = options.has(175) ? 'iPXE' : '';
  for (const code of telling) {
    const value = options.get(code);
    key += ';';
    if (value === undefined) continue;
    if (value.length > longest) return undefined;
    key += value.length;
    for (let index = 0; index < value.length; index += 1) key += String.fromCharCode(value[index] as number);
  }
  return key;
}

/** So many kinds are kept: a network has a few dozen, and who makes up others only makes room anew. */
const most = 500;
const kinds = new Map<string, Dhcp4Client>();

/** What a client says of its kind. */
export function dhcp4Client(options: Options): Dhcp4Client {
  const key = keyOf(options);
  const known = key === undefined ? undefined : kinds.get(key);
  if (known !== undefined) return known;
  const client = readClient(options);
  if (kinds.size >= most) kinds.clear();
  if (key !== undefined) kinds.set(key, client);
  return client;
}
