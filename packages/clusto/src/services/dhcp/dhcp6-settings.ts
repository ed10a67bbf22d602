import { Buffer } from 'node:buffer';
import { failure } from '../../base/errors.ts';
import { type DhcpListen } from './dhcp-listen.ts';

/** What the section `[dhcpd]` says of IPv6 alone. */
export interface Dhcp6Settings {
  /** Its addresses have 16 bytes. */
  readonly listen: readonly DhcpListen<Uint8Array>[];
  readonly port: number;
  readonly clientPort: number;
  /** Whether relays are heard that send to all servers of the site. */
  readonly hasSiteGroup: boolean;
  /** Whether a relay is answered, by the address of the network that it names. */
  readonly isRelay: (link: Uint8Array) => boolean;
  /** The identifier of this server, where one is configured. */
  readonly duid: Uint8Array | undefined;
}

/** RFC 8415 section 11.1: the kind, and up to 128 bytes. */
const [shortest, longest] = [3, 130];

/** Reads `dhcpd.duid`: bytes as hexadecimal digits, with or without colons between them. @throws ARGUMENT_INVALID */
export function readServerDuid(text: string): Uint8Array {
  const bytes = Buffer.from(text.replaceAll(':', ''), 'hex');
  const isFit = /^[\da-f]{2}(?::?[\da-f]{2})*$/i.test(text) && bytes.length >= shortest && bytes.length <= longest;
  if (isFit) return Uint8Array.from(bytes);
  throw failure('ARGUMENT_INVALID', {
    argument: 'dhcpd.duid',
    expected: `an identifier (DUID) of ${shortest} to ${longest} bytes as hexadecimal digits`,
    value: text,
  });
}
