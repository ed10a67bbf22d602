/** Where an SNMP agent is, and how it is spoken to. */
export interface SnmpTarget {
  /** What messages call it: the name of the device. */
  readonly name: string;
  /** An IPv4 or IPv6 address, or a host name. */
  readonly address: string;
  /** The UDP port. Default: 161. */
  readonly port?: number | undefined;
  readonly login: SnmpLogin;
  /** How long to wait for each answer, in milliseconds. Default: 2000. */
  readonly timeout?: number | undefined;
  /** How often a question without an answer is asked again. Default: 1. */
  readonly retries?: number | undefined;
}

/** A community (SNMP v1 and v2c, RFC 1157 and 1901), or a user (v3, RFC 3414). */
export type SnmpLogin = SnmpCommunity | SnmpUser;

export interface SnmpCommunity {
  readonly version: 1 | 2;
  readonly community: string;
}

/** Passwords are given for what is to be done: none, authentication, or authentication and encryption. */
export interface SnmpUser {
  readonly version: 3;
  readonly user: string;
  readonly authPassword?: string | undefined;
  /** Default: sha. */
  readonly authProtocol?: SnmpAuthProtocol | undefined;
  readonly privPassword?: string | undefined;
  /** Default: aes. */
  readonly privProtocol?: SnmpPrivProtocol | undefined;
}

export const snmpAuthProtocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export const snmpPrivProtocols = ['des', 'aes', 'aes256b', 'aes256r'] as const;
export type SnmpAuthProtocol = (typeof snmpAuthProtocols)[number];
export type SnmpPrivProtocol = (typeof snmpPrivProtocols)[number];

/** `10.0.0.5:161`, as messages and plans show it. */
export function snmpEndpoint({ address, port = 161 }: Pick<SnmpTarget, 'address' | 'port'>): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
