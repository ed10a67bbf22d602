import { ByteReader, uintBytes } from '../byte-reader.ts';
import { formatMac, macBytes, macNumber, macOfBytes } from '../mac-number.ts';

/** A switch has learned a MAC address at a port, or has removed it. */
export interface MacNotification {
  readonly operation: 'learned' | 'removed';
  readonly vlan: number;
  /** In lower case, with colons. */
  readonly mac: string;
  /** The port as the bridge numbers it (`dot1dBasePort`). */
  readonly port: number;
}

const operations: Readonly<Record<number, MacNotification['operation']>> = { 1: 'learned', 2: 'removed' };

/**
 * The entries of one `cmnHistMacChangedMsg` (CISCO-MAC-NOTIFICATION-MIB), each of 11 bytes: operation, VLAN (2), MAC address
 * (6), port (2). The operation 0 is where they end,
 * and zeros may follow.
 * @throws PACKET_MALFORMED for an operation that is not defined, and for a part of an entry
 */
export function decodeMacNotification(bytes: Uint8Array): MacNotification[] {
  const reader = new ByteReader(bytes, 'MAC notification');
  const entries: MacNotification[] = [];
  while (reader.left > 0) {
    const code = reader.uint(1);
    if (code === 0) {
      if (reader.rest().some((byte) => byte !== 0)) reader.refuse('something follows its end');
      break;
    }
    const operation = operations[code] ?? reader.refuse(`there is no operation ${code}`);
    const vlan = reader.uint(2);
    const mac = formatMac(macOfBytes(reader.bytes(6)));
    entries.push({ operation, vlan, mac, port: reader.uint(2) });
  }
  return entries;
}

/** The same as bytes. */
export function encodeMacNotification(entries: readonly MacNotification[]): Uint8Array {
  const entry = ({ operation, vlan, mac, port }: MacNotification): number[] => [
    operation === 'learned' ? 1 : 2,
    ...uintBytes(vlan, 2),
    ...macBytes(macNumber(mac)),
    ...uintBytes(port, 2),
  ];
  return Uint8Array.from(entries.flatMap(entry));
}
