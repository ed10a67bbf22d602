/** An object that a trap brings. */
export interface ReceivedVarbind {
  readonly oid: string;
  /** Numbers as numbers, an OID or an address as its text, octets as bytes. */
  readonly value: number | string | Uint8Array | null;
}

/** A trap, or an inform, of somebody who may send them. */
export interface ReceivedTrap {
  /** The address that it came from, as IPv4 where it is. What a trap says of its own origin is not trusted. */
  readonly source: string;
  readonly version: 1 | 2 | 3;
  /** `snmpTrapOID`; of version 1 what RFC 3584 section 3.1 makes of it. */
  readonly trap: string;
  readonly varbinds: readonly ReceivedVarbind[];
  /** Whether its sender waits for an answer. */
  readonly isInform: boolean;
}

/**
 * Why a datagram was no trap: `refused`, its community or user is not known, or it was not protected as the user has to;
 * `malformed`; `unexpected`, a message of another kind; `replayed`, a trap of version 3 that was sent long before others of its sender.
 */
export type TrapDrop = 'refused' | 'malformed' | 'unexpected' | 'replayed';

type NetSnmpValue = number | bigint | boolean | string | Uint8Array | null | undefined;

/** What of a message net-snmp shows. */
export interface NetSnmpPdu {
  readonly type: number;
  readonly community?: string;
  readonly user?: string;
  /** Of version 1. */
  readonly enterprise?: string;
  readonly generic?: number;
  readonly specific?: number;
  readonly varbinds: readonly { readonly oid: string; readonly value: NetSnmpValue }[];
}

/** `snmpTrapOID.0`, RFC 3418. */
const trapOid = '1.3.6.1.6.3.1.1.4.1.0';
/** The traps that every agent has, from `coldStart` on: `snmpTraps`. */
const genericTraps = '1.3.6.1.6.3.1.1.5';
const enterpriseSpecific = 6;

function trapOf({ enterprise = '', generic = enterpriseSpecific, specific = 0, varbinds }: NetSnmpPdu): string {
  if (enterprise === '') {
    const value = varbinds.find(({ oid }) => oid === trapOid)?.value;
    return typeof value === 'string' ? value : '';
  }
  return generic === enterpriseSpecific ? `${enterprise}.0.${specific}` : `${genericTraps}.${generic + 1}`;
}

function valueOf(value: NetSnmpValue): ReceivedVarbind['value'] {
  if (typeof value === 'number' || value instanceof Uint8Array) return value;
  return value === null || value === undefined ? null : String(value);
}

/** A message as a trap. @param source as the socket says it */
export function receivedTrap(pdu: NetSnmpPdu, source: string, isInform: boolean): ReceivedTrap {
  const version = pdu.community === undefined ? 3 : pdu.enterprise === undefined ? 2 : 1;
  const varbinds = pdu.varbinds.map(({ oid, value }) => ({ oid, value: valueOf(value) }));
  return { source: source.replace(/^::ffff:(?=\d+\.)/i, ''), version, trap: trapOf(pdu), varbinds, isInform };
}
