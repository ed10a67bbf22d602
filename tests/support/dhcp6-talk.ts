import { formatIp, ipFromKey, ipKey, parseIp } from '../../packages/clusto/src/base/ip.ts';
import {
  decodeDhcp6,
  type Dhcp6Option,
  type Dhcp6Packet,
  optionOf,
} from '../../packages/clusto/src/wire/dhcp/dhcp6-message.ts';
import {
  associatedAddressBytes,
  associationBytes,
  readAssociatedAddress,
  readAssociation,
} from '../../packages/clusto/src/wire/dhcp/identity-association.ts';
import { macBytes, macNumber } from '../../packages/clusto/src/wire/mac-number.ts';

export const clientMac = '00:1b:21:3c:4d:5e';

/** The bytes of an address. */
export const ip6 = (text: string): Uint8Array => Uint8Array.from(ipKey(parseIp(text)));
export const ip6Text = (bytes: Uint8Array): string => formatIp(ipFromKey(bytes));
/** The identifier that is made of a MAC address. */
export const duidOfMac = (mac: string): Uint8Array => Uint8Array.of(0, 3, 0, 1, ...macBytes(macNumber(mac)));

const types = {
  solicit: 1,
  advertise: 2,
  request: 3,
  confirm: 4,
  renew: 5,
  rebind: 6,
  reply: 7,
  release: 8,
  decline: 9,
  inform: 11,
};

export type Message6 = keyof typeof types;

/** A message as a test writes it. */
export interface Written6 {
  readonly clientId?: Uint8Array | undefined;
  readonly transaction?: number;
  /** By id, the addresses that are named. */
  readonly associations?: Readonly<Record<number, readonly string[]>>;
  readonly options?: readonly Dhcp6Option[];
  readonly relays?: Dhcp6Packet['relays'];
}

/** The packet of a client, with the relays that brought it. */
export function request6(
  type: Message6,
  { associations = {}, options = [], relays = [], transaction = 0x12_3456, ...rest }: Written6 = {},
): Dhcp6Packet {
  const clientId = 'clientId' in rest ? rest.clientId : duidOfMac(clientMac);
  const own: Dhcp6Option[] = clientId === undefined ? [] : [[1, clientId]];
  for (const [id, addresses] of Object.entries(associations)) {
    const inside = addresses.map((one): Dhcp6Option => [
      5,
      associatedAddressBytes({ address: ip6(one), preferred: 0, valid: 0, options: [] }),
    ]);
    own.push([3, associationBytes({ id: Number(id), t1: 0, t2: 0, options: inside })]);
  }
  return { message: { type: types[type], transaction, options: [...own, ...options] }, relays };
}

/** A relay that names a network. */
export const relay6 = (link: string, options: readonly Dhcp6Option[] = []): Dhcp6Packet['relays'][number] => ({
  hops: 0,
  link: ip6(link),
  peer: ip6('fe80::5'),
  options,
});

/** An answer as a test looks at it. */
export interface Heard6 {
  readonly type: string | undefined;
  readonly transaction: number;
  readonly associations: readonly {
    readonly id: number;
    readonly t1: number;
    readonly t2: number;
    readonly status: number | undefined;
    readonly addresses: readonly (readonly [ip: string, preferred: number, valid: number])[];
  }[];
  readonly status: number | undefined;
  readonly relays: Dhcp6Packet['relays'];
  readonly codes: readonly number[];
  readonly option: (code: number) => Uint8Array | undefined;
}

const statusOf = (options: readonly Dhcp6Option[]): number | undefined => optionOf(options, 13)?.[1];

/** Reads an answer as it came over the wire. */
export function heard6(bytes: Uint8Array): Heard6 {
  const { message, relays } = decodeDhcp6(bytes);
  const { options, transaction } = message;
  const associations = options.flatMap(([code, value]) => {
    if (code !== 3) return [];
    const { id, t1, t2, options: inside } = readAssociation(value);
    const addresses = inside.flatMap(([one, held]) => (one === 5 ? [readAssociatedAddress(held)] : []));
    const told = addresses.map((one) => [ip6Text(one.address), one.preferred, one.valid] as const);
    return { id, t1, t2, status: statusOf(inside), addresses: told };
  });
  return {
    type: Object.entries(types).find(([, code]) => code === message.type)?.[0],
    transaction,
    associations,
    status: statusOf(options),
    relays,
    codes: options.map(([code]) => code),
    option: (code) => optionOf(options, code),
  };
}
