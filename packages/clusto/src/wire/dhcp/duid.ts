import { macOfBytes } from '../mac-number.ts';

/** The kinds of identifiers of clients and servers (RFC 8415 section 11, RFC 6355). */
const kinds = ['', 'link-layer and time', 'enterprise', 'link-layer', 'uuid'] as const;
const ethernet = 1;

/** What is known from the identifier of a client or a server. */
export interface Duid {
  readonly kind: (typeof kinds)[number];
  /** The MAC address of one of its ports, where the identifier is made of it. */
  readonly mac: number | undefined;
}

/** The MAC address of bytes that begin with a hardware type (RFC 6939 section 4). */
export function linkLayerMac(bytes: Uint8Array): number | undefined {
  const isEthernet = bytes.length === 8 && bytes[0] === 0 && bytes[1] === ethernet;
  return isEthernet ? macOfBytes(bytes.subarray(2)) : undefined;
}

/** Understands an identifier, as far as its kind is known; any bytes are one. */
export function readDuid(bytes: Uint8Array): Duid {
  const kind = (bytes[0] === 0 ? kinds[bytes[1] ?? 0] : undefined) ?? '';
  if (kind === 'link-layer') return { kind, mac: linkLayerMac(bytes.subarray(2)) };
  if (kind !== 'link-layer and time') return { kind, mac: undefined };
  return { kind, mac: linkLayerMac(Uint8Array.from([...bytes.subarray(2, 4), ...bytes.subarray(8)])) };
}
