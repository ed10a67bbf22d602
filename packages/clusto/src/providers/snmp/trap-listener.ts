import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type * as netSnmp from 'net-snmp';
import { failure } from '../../base/errors.ts';
import { EngineTimes, readEngineTime } from './engine-times.ts';
import { type NetSnmpPdu, type ReceivedTrap, receivedTrap, type TrapDrop } from './received-trap.ts';
import { v3User } from './snmp-session.ts';
import type { SnmpUser } from './snmp-target.ts';

/** Where traps are received: an address and a port of this machine, or a socket that is there already. */
export type TrapAddress = { readonly address: string; readonly port: number } | { readonly fd: number };

/** Who may send traps. */
export interface TrapSenders {
  /** Of versions 1 and 2c. */
  readonly communities: readonly string[];
  readonly users: readonly SnmpUser[];
}

export interface TrapHandlers {
  /**
   * Whether this sender is listened to at all: asked before anything is read.
   * @param source an address as the socket has it
   */
  readonly isWelcome: (source: string) => boolean;
  /** @returns whether the trap was taken: only then an inform is acknowledged, so that its sender tries again */
  readonly onTrap: (trap: ReceivedTrap) => boolean;
  readonly onDrop: (reason: TrapDrop, source: string) => void;
  /** A socket that cannot be read any more. */
  readonly onError: (error: Error) => void;
}

/** What net-snmp asks of a socket. */
interface SocketLike {
  on(event: string, handler: (...args: never[]) => void): void;
  bind(): void;
  send(bytes: Uint8Array, offset: number, length: number, port: number, address: string, done: () => void): void;
  close(): void;
}

/** What of net-snmp's receiver is used, which its types do not describe. */
interface Receiver {
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void };
}

/** The keys that net-snmp keeps of every sender it hears of, also of one that is made up. */
interface KeyCache {
  authToKeyCache: object;
}

type Message = (bytes: Buffer, info: RemoteInfo) => void;
type Callback = (error: Error | null, data?: { readonly pdu: NetSnmpPdu }) => void;

/** The kernel keeps so many bytes for us while we are busy, if it may: thousands of traps. */
const receiveBuffer = 1 << 20;

/** After so many refusals the keys of senders are computed anew, so that made up ones do not fill the memory. */
const mostRefusals = 200;

const drops: Readonly<Record<string, TrapDrop>> = {
  RequestFailedError: 'refused',
  ResponseInvalidError: 'refused',
  RequestInvalidError: 'unexpected',
};

async function openSocket(at: TrapAddress): Promise<Socket> {
  const type = 'address' in at && isIPv6(at.address) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, recvBufferSize: receiveBuffer });
  const { promise, reject } = Promise.withResolvers<never>();
  socket.once('error', reject);
  socket.bind(at);
  try {
    await Promise.race([once(socket, 'listening'), promise]);
  } catch (error) {
    const address = 'fd' in at ? `descriptor ${at.fd}` : `${at.address}:${at.port}`;
    throw failure('SERVICE_SOCKET_FAILED', { address, reason: (error as Error).message }, error);
  } finally {
    socket.removeListener('error', reject);
  }
  return socket;
}

/**
 * Receives SNMP traps and informs of versions 1, 2c and 3 (RFC 3416, RFC 3414). net-snmp reads, checks and answers messages;
 * the sockets are our own, so that they can be inherited, an answer can be held back, and strangers are not even read.
 */
export class TrapListener implements AsyncDisposable {
  readonly #snmp: typeof netSnmp;
  readonly #handlers: TrapHandlers;
  readonly #sockets: Socket[] = [];
  #senders: TrapSenders = { communities: [], users: [] };
  #read: Message = () => {};
  #refusals = 0;
  readonly #times = new EngineTimes();
  /** What net-snmp says of the message that is being read; it says everything before it returns. */
  #said: { answer?: Uint8Array; error?: Error; pdu?: NetSnmpPdu } = {};

  private constructor(snmp: typeof netSnmp, handlers: TrapHandlers) {
    [this.#snmp, this.#handlers] = [snmp, handlers];
  }

  /** @throws SERVICE_SOCKET_FAILED */
  static async open(
    addresses: readonly TrapAddress[],
    senders: TrapSenders,
    handlers: TrapHandlers,
  ): Promise<TrapListener> {
    const listener = new TrapListener(await import('net-snmp'), handlers);
    listener.admit(senders);
    try {
      for (const address of addresses) {
        const socket = await openSocket(address);
        socket.on('message', (bytes, info) => listener.#receive(socket, bytes, info));
        socket.on('error', handlers.onError);
        listener.#sockets.push(socket);
      }
    } catch (error) {
      await listener[Symbol.asyncDispose]();
      throw error;
    }
    return listener;
  }

  /** The ports that are listened at, in the order of the addresses. */
  get ports(): number[] {
    return this.#sockets.map((socket) => socket.address().port);
  }

  /** Has these be the ones who may send, from now on. */
  admit(senders: TrapSenders): void {
    this.#senders = senders;
    const socket: SocketLike = {
      on: (event, handler) => {
        if (event === 'message') this.#read = handler as unknown as Message;
      },
      bind: () => {},
      send: (bytes, offset, length) => {
        this.#said.answer = bytes.subarray(offset, offset + length);
      },
      close: () => {},
    };
    const callback: Callback = (error, data) => {
      if (error) this.#said.error = error;
      else if (data) this.#said.pdu = data.pdu;
    };
    const options = { dgramModule: { createSocket: () => socket }, includeAuthentication: true };
    const receiver = this.#snmp.createReceiver(options, callback) as Receiver;
    const authorizer = receiver.getAuthorizer();
    for (const community of senders.communities) authorizer.addCommunity(community);
    for (const user of senders.users) authorizer.addUser(v3User(this.#snmp, user));
  }

  #receive(socket: Socket, bytes: Buffer, info: RemoteInfo): void {
    const { isWelcome, onTrap } = this.#handlers;
    if (!isWelcome(info.address)) return;
    this.#said = {};
    try {
      this.#read(bytes, info);
    } catch {
      // its own errors are told by its callback; what is thrown is a message that it could not read
      return this.#drop('malformed', info);
    }
    const { answer, error, pdu } = this.#said;
    if (error !== undefined) return this.#drop(drops[error.name] ?? 'malformed', info);
    if (pdu === undefined) {
      // a report: how a sender of version 3 gets to know us, or that we do not know it
      this.#answer(socket, answer, info);
      return;
    }
    if (!this.#isKnown(pdu)) return this.#drop('refused', info);
    if (answer === undefined && pdu.community === undefined && !this.#isTimely(bytes))
      return this.#drop('replayed', info);
    if (onTrap(receivedTrap(pdu, info.address, answer !== undefined))) this.#answer(socket, answer, info);
  }

  /** Of a trap its sender has the clock; of an inform we would have it, and net-snmp keeps none. */
  #isTimely(message: Uint8Array): boolean {
    const said = readEngineTime(message);
    return said !== undefined && this.#times.isTimely(said, performance.now());
  }

  #drop(reason: TrapDrop, { address }: RemoteInfo): void {
    if (reason === 'refused' && (this.#refusals += 1) % mostRefusals === 0)
      (this.#snmp as unknown as { Authentication: KeyCache }).Authentication.authToKeyCache = {};
    this.#handlers.onDrop(reason, address);
  }

  #answer(socket: Socket, answer: Uint8Array | undefined, { port, address }: RemoteInfo): void {
    // one that does not arrive is as good as lost on its way
    if (answer !== undefined) socket.send(answer, port, address, () => {});
  }

  /** net-snmp takes messages of version 3 with an empty user name from everybody. */
  #isKnown({ community, user }: NetSnmpPdu): boolean {
    const { communities, users } = this.#senders;
    return community === undefined ? users.some((one) => one.user === user) : communities.includes(community);
  }

  /** Closes the sockets; nothing is received any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#sockets.splice(0).map((socket) => new Promise<void>((closed) => void socket.close(() => closed()))),
    );
  }
}
