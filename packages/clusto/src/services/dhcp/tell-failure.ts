import { ClustoException } from '../../base/errors.ts';
import { type LimitedLog } from '../log/rate-limited.ts';

/** Where it is counted and told what became of packets. */
interface Teller {
  readonly limited: LimitedLog;
  readonly count: (outcome: string) => void;
}

/** Counts and tells of a packet that could not be read or answered. @param address who sent it */
export function tellFailure({ count, limited }: Teller, address: string, error: unknown): void {
  const isMalformed = error instanceof ClustoException && error.code === 'PACKET_MALFORMED';
  count(isMalformed ? 'malformed' : 'failed');
  limited.write(isMalformed ? 'DHCP_MALFORMED' : 'DHCP_FAILED', { from: address, reason: error });
}
