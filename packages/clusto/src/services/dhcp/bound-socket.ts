import { createSocket, type Socket } from 'node:dgram';
import { failure } from '../../base/errors.ts';

/** As many requests as come within a second of a busy network; the kernel keeps so much for us, within `net.core.rmem_max`. */
const receiveBuffer = 4 << 20;

/** Where a socket is: at an address, or one that was inherited. */
export type SocketPlace = { readonly fd: number } | { readonly address: string; readonly port: number };

/**
 * A datagram socket that is bound.
 * @param isShared whether others may be bound to the same port of the address
 * @throws SERVICE_SOCKET_FAILED
 */
export async function boundSocket(
  where: SocketPlace,
  { family = 4, isShared = false }: { readonly family?: 4 | 6; readonly isShared?: boolean } = {},
): Promise<Socket> {
  const socket = createSocket({
    type: `udp${family}`,
    ipv6Only: family === 6,
    reuseAddr: isShared,
    // addresses are numbers already: a look-up would cost each answer a turn of the event loop
    lookup: (address, _options, callback) => callback(null, address, family),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      const host = 'fd' in where || family === 4 ? where : { ...where, address: `[${where.address}]` };
      const address = 'fd' in host ? `descriptor ${host.fd}` : `${host.address}:${host.port}`;
      reject(failure('SERVICE_SOCKET_FAILED', { address, reason: error.message }, error));
    });
    socket.bind(where, resolve);
  });
  socket.removeAllListeners('error');
  if (family === 4) socket.setBroadcast(true);
  socket.setRecvBufferSize(receiveBuffer);
  return socket;
}
