import { ByteReader, uintBytes } from '../byte-reader.ts';
import { type Dhcp6Option, dhcp6OptionBytes, readDhcp6Options } from './dhcp6-message.ts';

/** An identity association for addresses that last (IA_NA, RFC 8415 section 21.4) or prefixes (IA_PD, 21.21). Times are in seconds. */
export interface IdentityAssociation {
  readonly id: number;
  readonly t1: number;
  readonly t2: number;
  readonly options: readonly Dhcp6Option[];
}

/** An address in an identity association (IAADDR, RFC 8415 section 21.6). Times are in seconds. */
export interface AssociatedAddress {
  /** 16 bytes. */
  readonly address: Uint8Array;
  readonly preferred: number;
  readonly valid: number;
  readonly options: readonly Dhcp6Option[];
}

function joined(head: readonly number[], options: readonly Dhcp6Option[]): Uint8Array {
  const tail = dhcp6OptionBytes(options);
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

/** @throws PACKET_MALFORMED */
export function readAssociation(value: Uint8Array): IdentityAssociation {
  const reader = new ByteReader(value, 'identity association');
  const [id, t1, t2] = [reader.uint(4), reader.uint(4), reader.uint(4)];
  return { id, t1, t2, options: readDhcp6Options(reader) };
}

export function associationBytes({ id, t1, t2, options }: IdentityAssociation): Uint8Array {
  return joined(
    [id, t1, t2].flatMap((number) => uintBytes(number, 4)),
    options,
  );
}

/** One for temporary addresses (IA_TA, RFC 8415 section 21.5), which has no times. */
export type TemporaryAssociation = Pick<IdentityAssociation, 'id' | 'options'>;

/** @throws PACKET_MALFORMED */
export function readTemporaryAssociation(value: Uint8Array): TemporaryAssociation {
  const reader = new ByteReader(value, 'identity association');
  return { id: reader.uint(4), options: readDhcp6Options(reader) };
}

export function temporaryAssociationBytes({ id, options }: TemporaryAssociation): Uint8Array {
  return joined(uintBytes(id, 4), options);
}

/** @throws PACKET_MALFORMED */
export function readAssociatedAddress(value: Uint8Array): AssociatedAddress {
  const reader = new ByteReader(value, 'address of an identity association');
  const [address, preferred, valid] = [reader.bytes(16), reader.uint(4), reader.uint(4)];
  return { address, preferred, valid, options: readDhcp6Options(reader) };
}

export function associatedAddressBytes({ address, preferred, valid, options }: AssociatedAddress): Uint8Array {
  const times = [preferred, valid].flatMap((number) => uintBytes(number, 4));
  return joined([...address, ...times], options);
}

/** A status (RFC 8415 section 21.13). */
export function statusBytes(code: number, text: string): Uint8Array {
  return Uint8Array.from([...uintBytes(code, 2), ...new TextEncoder().encode(text)]);
}
