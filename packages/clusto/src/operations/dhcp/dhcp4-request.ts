import type { Dhcp4Packet } from '../../wire/dhcp/dhcp4-packet.ts';
import { readRelayInformation, type RelayInformation } from '../../wire/dhcp/relay-information.ts';
import { ip4Of } from '../../wire/ip4.ts';
import { macOfBytes } from '../../wire/mac-number.ts';
import { type Dhcp4Client, dhcp4Client } from './dhcp4-client.ts';
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
  readonly client: Dhcp4Client;
  readonly relay: RelayInformation | undefined;
}

const isLength = (value: Uint8Array | undefined, length: number): boolean =>
  value === undefined || value.length === length;
const isFilled = (value: Uint8Array | undefined): boolean => value === undefined || value.length > 0;

/** Understands a packet, or says why it is none that is answered. */
export function readDhcp4Request(packet: Dhcp4Packet): Dhcp4Request | Dhcp4Silence {
  const { op, htype, hlen, options } = packet;
  if (op !== 1) return 'not-a-request';
  if (htype !== 1 || hlen !== 6) return 'hardware-type';
  const code = options.get(53);
  const type = code?.length === 1 ? clientMessages.get(code[0] as number) : undefined;
  if (type === undefined) return 'message-type';
  const [requested, serverId, relay] = [options.get(50), options.get(54), options.get(82)];
  const isFit =
    isLength(requested, 4) &&
    isLength(serverId, 4) &&
    isLength(options.get(57), 2) &&
    isFilled(options.get(61)) &&
    isFilled(relay);
  if (!isFit) return 'malformed';
  return {
    packet,
    type,
    mac: macOfBytes(packet.chaddr),
    requested: requested && ip4Of(requested),
    serverId: serverId && ip4Of(serverId),
    relay: relay && readRelayInformation(relay),
    client: dhcp4Client(options),
  };
}
