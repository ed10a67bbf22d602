import { ClustoException } from '../../base/errors.ts';
import { ByteReader } from '../byte-reader.ts';
import { ip4Of } from '../ip4.ts';

/** What a relay says about a request (option 82), as far as it changes the answer. */
export interface RelayInformation {
  /** The network of the client, where it is not that of the relay (RFC 3527). */
  readonly link: number | undefined;
  /** What the client is to take for the server (RFC 5107). */
  readonly serverId: number | undefined;
  /** Whether the relay listens on the port that it sent from (RFC 8357). */
  readonly hasSourcePort: boolean;
}

const nothing: RelayInformation = { link: undefined, serverId: undefined, hasSourcePort: false };

/** Reads the sub-options (RFC 3046 section 2). One that cannot be read is as none: the whole goes back to the relay anyway. */
export function readRelayInformation(value: Uint8Array): RelayInformation {
  const reader = new ByteReader(value, 'relay information');
  const found = new Map<number, Uint8Array>();
  try {
    while (reader.left > 0) {
      const code = reader.uint(1);
      found.set(code, reader.bytes(reader.uint(1)));
    }
  } catch (error) {
    if (error instanceof ClustoException) return nothing;
    throw error;
  }
  const address = (code: number): number | undefined => {
    const bytes = found.get(code);
    return bytes?.length === 4 ? ip4Of(bytes) : undefined;
  };
  return { link: address(5), serverId: address(11), hasSourcePort: found.has(19) };
}
