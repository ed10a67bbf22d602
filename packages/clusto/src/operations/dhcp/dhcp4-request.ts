import { Buffer } from 'node:buffer';
import type { Dhcp4Packet } from '../../wire/dhcp/dhcp4-packet.ts';
import { readRelayInformation, type RelayInformation } from '../../wire/dhcp/relay-information.ts';
import { ip4Of } from '../../wire/ip4.ts';
import { macOfBytes } from '../../wire/mac-number.ts';
import type { Dhcp4Silence } from './dhcp4-silence.ts';

/** What a client may say (RFC 2131 section 3, table 2; RFC 4388). */
const clientMessages: ReadonlyMap<number, Dhcp4MessageType> = new Map([
  [1, 'discover'],
  [3, 'request'],
  [4, 'decline'],
  [7, 'release'],
  [8, 'inform'],
  [10, 'leasequery'],
]);

export type Dhcp4MessageType = 'discover' | 'request' | 'decline' | 'release' | 'inform' | 'leasequery';

/** What a packet asks for. */
export interface Dhcp4Request {
  readonly packet: Dhcp4Packet;
  readonly type: Dhcp4MessageType;
  readonly mac: number;
  /** Option 50. */
  readonly requested: number | undefined;
  /** Option 54. */
  readonly serverId: number | undefined;
  /** Option 55. */
  readonly asked: Uint8Array | undefined;
  /** The most bytes of an answer as the payload of UDP. */
  readonly room: number;
  /** Option 93, else what option 60 says of it. */
  readonly architectures: readonly number[];
  /** What option 60 says the client is. */
  readonly firmware: 'pxe' | 'http' | undefined;
  readonly isIpxe: boolean;
  readonly relay: RelayInformation | undefined;
}

/** The headers of IP and UDP. */
const headers = 28;
/** RFC 2131 section 2: what every client takes. */
const smallestDatagram = 576;
/** An Ethernet frame: what is larger would come in fragments, which firmware does not join. */
const largestDatagram = 1500;

/** How long the options are that have one length only, or cannot be empty. */
const lengths: readonly (readonly [code: number, isFit: (length: number) => boolean])[] = [
  [50, (length) => length === 4],
  [54, (length) => length === 4],
  [57, (length) => length === 2],
  [61, (length) => length > 0],
  [82, (length) => length > 0],
];

function architecturesOf(list: Uint8Array | undefined, vendorClass: string): number[] {
  if (list !== undefined && list.length >= 2)
    return Array.from({ length: Math.floor(list.length / 2) }, (_, index) =>
      ip4Of(list.subarray(2 * index, 2 * index + 2)),
    );
  const [, arch] = /^(?:PXE|HTTP)Client:Arch:(\d{5})/.exec(vendorClass) ?? [];
  return arch === undefined ? [] : [Number(arch)];
}

/** Understands a packet, or says why it is none that is answered. */
export function readDhcp4Request(packet: Dhcp4Packet): Dhcp4Request | Dhcp4Silence {
  const { op, htype, hlen, options } = packet;
  if (op !== 1) return 'not-a-request';
  if (htype !== 1 || hlen !== 6) return 'hardware-type';
  const code = options.get(53);
  const type = code?.length === 1 ? clientMessages.get(code[0] as number) : undefined;
  if (type === undefined) return 'message-type';
  const isBroken = lengths.some(([number, isFit]) => options.has(number) && !isFit(options.get(number)?.length ?? 0));
  if (isBroken) return 'malformed';
  const address = (number: number): number | undefined => {
    const bytes = options.get(number);
    return bytes === undefined ? undefined : ip4Of(bytes);
  };
  const text = (number: number): string => Buffer.from(options.get(number) ?? []).toString('latin1');
  const vendorClass = text(60);
  const wanted = address(57) ?? 0;
  const relay = options.get(82);
  return {
    packet,
    type,
    mac: macOfBytes(packet.chaddr),
    requested: address(50),
    serverId: address(54),
    asked: options.get(55),
    room: Math.min(Math.max(wanted, smallestDatagram), largestDatagram) - headers,
    architectures: architecturesOf(options.get(93), vendorClass),
    firmware: vendorClass.startsWith('PXEClient') ? 'pxe' : vendorClass.startsWith('HTTPClient') ? 'http' : undefined,
    isIpxe: text(77).includes('iPXE') || options.has(175),
    relay: relay === undefined ? undefined : readRelayInformation(relay),
  };
}
