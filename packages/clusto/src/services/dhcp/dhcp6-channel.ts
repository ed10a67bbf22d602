import { type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { failure } from '../../base/errors.ts';
import { formatIp, ipFromKey, isIp, parseIp } from '../../base/ip.ts';
import { type InheritedSocket } from '../sockets/inherited-sockets.ts';
import { boundSocket, type SocketPlace } from './bound-socket.ts';
import { type DhcpPeer } from './dhcp-channel.ts';
import { type DhcpListen } from './dhcp-listen.ts';
import { type Dhcp6Settings } from './dhcp6-settings.ts';
import { inheritedFor } from './inherited-for.ts';

/** All servers and relays of a network, and all servers of a site (RFC 8415 section 7.1). */
const [allOfNetwork, allOfSite] = ['ff02::1:2', 'ff05::1:3'];

/** A way on which packets come in, and answers go back. */
export interface Dhcp6Channel {
  /** The interface that packets come in at; null where it is not known. */
  readonly interface: string | null;
  /** The addresses of this server on the network of the clients; none where only relays are heard. */
  readonly links: readonly Uint8Array[];
  /** Whether packets are sent to an address of this server, and not to all servers of a network. */
  readonly isUnicast: boolean;
  send(bytes: Uint8Array, to: DhcpPeer): void;
}

/** What a channel tells. */
export interface Dhcp6Listener {
  packet(bytes: Uint8Array, from: DhcpPeer, channel: Dhcp6Channel): void;
  /** A packet could not be sent. */
  unsent(error: Error, to: DhcpPeer): void;
  /** The socket is of no use any more. */
  lost(error: Error): void;
}

/** The interface of this machine that has an address. @throws SERVICE_SOCKET_FAILED when none has it */
function interfaceOf({ address }: DhcpListen<Uint8Array>): string {
  const text = formatIp(ipFromKey(address));
  for (const [name, addresses = []] of Object.entries(networkInterfaces()))
    if (addresses.some((one) => isIp(one.address) && formatIp(parseIp(one.address)) === text)) return name;
  throw failure('SERVICE_SOCKET_FAILED', { address: text, reason: 'no interface of this machine has this address' });
}

/** An address in the words of the sockets: a group of a network is one of an interface, which also ties the socket to it. */
const groupOn = (name: string): string => `${allOfNetwork}%${name}`;

/**
 * Opens the sockets for IPv6. A socket that is bound to the group of an interface hears what clients there send to all servers,
 * and nothing else; one at the address hears relays. An inherited socket, which is tied to its interface, hears both.
 * Disposing closes them.
 * @throws SERVICE_SOCKET_FAILED
 */
export async function openDhcp6Channels(
  { listen, port, hasSiteGroup }: Pick<Dhcp6Settings, 'listen' | 'port' | 'hasSiteGroup'>,
  inherited: readonly InheritedSocket[],
  listener: Dhcp6Listener,
): Promise<Disposable> {
  using opened = new DisposableStack();
  const open = async (where: SocketPlace, what: Omit<Dhcp6Channel, 'send'>): Promise<Socket> => {
    const socket = await boundSocket(where, { family: 6 });
    opened.defer(() => socket.close());
    const channel: Dhcp6Channel = {
      ...what,
      send: (bytes, to) =>
        socket.send(bytes, to.port, to.address, (error) => {
          if (error !== null) listener.unsent(error, to);
        }),
    };
    socket
      .on('message', ({ buffer, byteOffset, length }, from) =>
        listener.packet(new Uint8Array(buffer, byteOffset, length), from, channel),
      )
      .on('error', (error) => listener.lost(error));
    return socket;
  };
  const places = listen.map((one) => ({ one, name: interfaceOf(one), socket: inheritedFor(one, inherited) }));
  const join = (socket: Socket, name: string, group: string): void => socket.addMembership(group, `::%${name}`);
  const own = Map.groupBy(
    places.filter(({ socket }) => socket === undefined),
    ({ name }) => name,
  );
  const addressesOf = (of: typeof places): Uint8Array[] => of.map(({ one }) => one.address);
  for (const [name, members] of own) {
    const direct = { interface: name, links: addressesOf(members), isUnicast: false };
    join(await open({ address: groupOn(name), port }, direct), name, allOfNetwork);
    for (const { one } of members)
      await open({ address: formatIp(ipFromKey(one.address)), port }, { ...direct, links: [], isUnicast: true });
  }
  if (hasSiteGroup && own.size > 0) {
    const socket = await open({ address: allOfSite, port }, { interface: null, links: [], isUnicast: true });
    for (const name of own.keys()) join(socket, name, allOfSite);
  }
  for (const [handed, members] of Map.groupBy(places, ({ socket }) => socket)) {
    const [first] = members;
    if (handed === undefined || first === undefined) continue;
    const direct = { interface: first.name, links: addressesOf(members), isUnicast: false };
    const socket = await open({ fd: handed.fd }, direct);
    for (const group of hasSiteGroup ? [allOfNetwork, allOfSite] : [allOfNetwork]) join(socket, first.name, group);
  }
  return opened.move();
}
