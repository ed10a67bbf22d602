import { Buffer } from 'node:buffer';
import { type Dhcp6Packet, optionOf } from '../../wire/dhcp/dhcp6-message.ts';
import { linkLayerMac, readDuid } from '../../wire/dhcp/duid.ts';
import {
  readAssociatedAddress,
  readAssociation,
  readTemporaryAssociation,
} from '../../wire/dhcp/identity-association.ts';
import { ip4Of } from '../../wire/ip4.ts';
import type { Dhcp6Silence } from './dhcp6-silence.ts';

export type Dhcp6MessageType =
  | 'solicit'
  | 'request'
  | 'confirm'
  | 'renew'
  | 'rebind'
  | 'release'
  | 'decline'
  | 'information-request';

const clientMessages: ReadonlyMap<number, Dhcp6MessageType> = new Map([
  [1, 'solicit'],
  [3, 'request'],
  [4, 'confirm'],
  [5, 'renew'],
  [6, 'rebind'],
  [8, 'release'],
  [9, 'decline'],
  [11, 'information-request'],
]);

/** Whether the message names its server (RFC 8415 section 16); an information request may. */
const serverOf: Readonly<Record<Dhcp6MessageType, boolean | undefined>> = {
  solicit: false,
  request: true,
  confirm: false,
  renew: true,
  rebind: false,
  release: true,
  decline: true,
  'information-request': undefined,
};

/** The kinds of identity associations by their options: for addresses that last, for temporary ones, for prefixes. */
const associationKinds: ReadonlyMap<number, AskedAssociation['kind']> = new Map([
  [3, 'address'],
  [4, 'temporary'],
  [25, 'prefix'],
]);

/** An identity association with what the client names in it. */
export interface AskedAssociation {
  readonly kind: 'address' | 'temporary' | 'prefix';
  readonly id: number;
  /** Each of 16 bytes. */
  readonly addresses: readonly Uint8Array[];
  /** Whether it names addresses or prefixes. */
  readonly isHeld: boolean;
}

/** What a message asks for. */
export interface Dhcp6Request {
  readonly packet: Dhcp6Packet;
  readonly type: Dhcp6MessageType;
  readonly clientId: Uint8Array | undefined;
  /** What the first relay saw (RFC 6939), else what the identifier is made of. */
  readonly mac: number | undefined;
  readonly serverId: Uint8Array | undefined;
  /** In the order in which they are asked for. */
  readonly associations: readonly AskedAssociation[];
  /** The option 6: which options are asked for. */
  readonly asked: readonly number[] | undefined;
  readonly architectures: readonly number[];
  readonly isRapid: boolean;
}

const numbers = (bytes: Uint8Array | undefined): number[] | undefined =>
  bytes && Array.from({ length: bytes.length >> 1 }, (_, at) => ip4Of(bytes.subarray(2 * at, 2 * at + 2)));

/** So many associations and addresses a message names at most: each of them costs, and a client has a few. */
const mostNamed = 64;
const [associatedAddress, associatedPrefix] = [5, 26];

function asked(kind: AskedAssociation['kind'], value: Uint8Array): AskedAssociation {
  const { id, options } = kind === 'temporary' ? readTemporaryAssociation(value) : readAssociation(value);
  const addresses = options.flatMap(([code, inside]) =>
    code === associatedAddress ? [readAssociatedAddress(inside).address] : [],
  );
  return { kind, id, addresses, isHeld: addresses.length > 0 || options.some(([code]) => code === associatedPrefix) };
}

/** Understands a message, or says why it is none that is answered. @throws PACKET_MALFORMED of an association */
export function readDhcp6Request(packet: Dhcp6Packet): Dhcp6Request | Dhcp6Silence {
  const { message, relays } = packet;
  const { options } = message;
  const type = clientMessages.get(message.type);
  if (type === undefined) return 'message-type';
  const [clientId, serverId] = [optionOf(options, 1), optionOf(options, 2)];
  if (clientId?.length === 0 || (clientId === undefined && type !== 'information-request')) return 'client-id-missing';
  const named = serverOf[type];
  if (named !== undefined && named !== (serverId !== undefined)) return 'server-id-unfit';
  const associations = options.flatMap(([code, value]) => {
    const kind = associationKinds.get(code);
    return kind === undefined ? [] : [asked(kind, value)];
  });
  const count = associations.reduce((sum, { addresses }) => sum + 1 + addresses.length, 0);
  if (count > mostNamed) return 'associations-many';
  const seen = optionOf(relays.at(-1)?.options ?? [], 79);
  const ofRelay = seen === undefined ? undefined : linkLayerMac(seen);
  return {
    packet,
    type,
    clientId,
    mac: ofRelay ?? (clientId === undefined ? undefined : readDuid(clientId).mac),
    serverId,
    associations,
    asked: numbers(optionOf(options, 6)),
    architectures: numbers(optionOf(options, 61)) ?? [],
    isRapid: optionOf(options, 14) !== undefined,
  };
}

/** Whether two runs of bytes are the same. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
