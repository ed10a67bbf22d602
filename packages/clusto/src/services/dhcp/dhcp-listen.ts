import { failure } from '../../base/errors.ts';
import { type Ip, isIp, parseIp } from '../../base/ip.ts';

/** An address of this server. */
export interface DhcpListen<Address> {
  readonly address: Address;
  /** The name of the inherited socket to take, such as `eth0`. */
  readonly socket: string | undefined;
}

/** Reads an entry of `dhcpd.listen`: `10.0.0.1`, or `eth0=2001:db8::1`. @throws ARGUMENT_INVALID */
export function readDhcpListen(text: string): DhcpListen<Ip> {
  const [, socket, address] = /^(?:([^=]+)=)?(.+)$/.exec(text) ?? [];
  if (isIp(address)) return { address: parseIp(address), socket };
  throw failure('ARGUMENT_INVALID', {
    argument: 'dhcpd.listen',
    expected: 'addresses like 10.0.0.1 and 2001:db8::1, or eth0=10.0.0.1',
    value: text,
  });
}
