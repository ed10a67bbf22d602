import { failure } from '../../base/errors.ts';
import { type InheritedSocket } from '../sockets/inherited-sockets.ts';
import { type DhcpListen } from './dhcp-listen.ts';

/** The inherited socket for an address, where one is named. @throws SERVICE_SOCKET_FAILED when there is none */
export function inheritedFor(
  { socket: name }: DhcpListen<unknown>,
  sockets: readonly InheritedSocket[],
): InheritedSocket | undefined {
  if (name === undefined) return undefined;
  const found = sockets.find((socket) => socket.name === name);
  if (found !== undefined) return found;
  const reason = `no socket named dhcpd.${name} was inherited`;
  throw failure('SERVICE_SOCKET_FAILED', { address: name, reason });
}
