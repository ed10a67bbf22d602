import { type Socket } from 'node:dgram';
import { formatIp4 } from '../../wire/ip4.ts';
import { type InheritedSocket } from '../sockets/inherited-sockets.ts';
import { boundSocket } from './bound-socket.ts';

/** Where a packet comes from or goes to. */
export interface DhcpPeer {
  readonly address: string;
  readonly port: number;
}

/** What a channel tells. */
export interface DhcpListener {
  packet(bytes: Uint8Array, from: DhcpPeer, channel: DhcpChannel): void;
  /** A packet could not be sent. */
  unsent(error: Error, to: DhcpPeer): void;
  /** The socket is of no use any more. */
  lost(error: Error): void;
}

/** The way to the clients of one network. */
export interface DhcpChannel {
  /** The address of this server there. */
  readonly server: number;
  /** The name of its interface, where its socket is inherited. */
  readonly interface: string | null;
  /** Whether clients are heard that ask without a relay. */
  readonly isDirect: boolean;
  send(bytes: Uint8Array, to: DhcpPeer): void;
  close(): void;
}

/**
 * Opens the sockets for an address: an inherited one, which hears and sends on its interface alone; else one at the address, and,
 * where broadcasts of clients are wanted, one at 0.0.0.0 that hears them (the address of the sender chooses the interface of an answer).
 * @param isDirect whether broadcasts are wanted where the socket is not inherited
 * @throws SERVICE_SOCKET_FAILED
 */
export async function openDhcpChannel(
  { address, port, isDirect }: { readonly address: number; readonly port: number; readonly isDirect: boolean },
  inherited: InheritedSocket | undefined,
  listener: DhcpListener,
): Promise<DhcpChannel> {
  const own = formatIp4(address);
  const sockets: Socket[] = [];
  if (inherited !== undefined) sockets.push(await boundSocket({ fd: inherited.fd }));
  else {
    // sharing would also let a second server in, so it is tried alone first
    const probe = await boundSocket({ address: own, port });
    await new Promise<void>((resolve) => void probe.close(resolve));
    sockets.push(await boundSocket({ address: own, port }, { isShared: isDirect }));
    if (isDirect) sockets.push(await boundSocket({ address: '0.0.0.0', port }, { isShared: true }));
  }
  const [sender] = sockets as [Socket];
  const channel: DhcpChannel = {
    server: address,
    interface: inherited?.name ?? null,
    isDirect: isDirect || inherited !== undefined,
    send: (bytes, to) =>
      sender.send(bytes, to.port, to.address, (error) => {
        if (error !== null) listener.unsent(error, to);
      }),
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
  for (const socket of sockets)
    socket
      // parts of plain arrays cost less than parts of buffers
      .on('message', ({ buffer, byteOffset, length }, from) =>
        listener.packet(new Uint8Array(buffer, byteOffset, length), from, channel),
      )
      .on('error', (error) => listener.lost(error));
  return channel;
}
