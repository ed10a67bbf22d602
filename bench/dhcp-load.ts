import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { encodeDhcp4 } from '../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { ip4Bytes, parseIp4 } from '../packages/clusto/src/wire/ip4.ts';
import { macBytes } from '../packages/clusto/src/wire/mac-number.ts';
import type { Load, Place } from './served.ts';

/** So many exchanges are under way at the same time, as those of a rack that was switched on. */
const window = 64;
/** After so many milliseconds without an answer something was lost. */
const patience = 5000;
const [markedMac, markedIp] = [0x0a0b_0c0d_0e0f, 0xf1f2_f3f4];
const [xidAt, yiaddrAt, chaddrAt] = [4, 16, 28];

/** A packet with places to fill in: cheaper than to build each one. */
interface Template {
  readonly bytes: Buffer;
  readonly macs: readonly number[];
  readonly ip: number;
}

/** DISCOVER or REQUEST of a client behind a relay, which says that the client is on the network of the hosts. */
function template(type: 1 | 3, relay: string, server: string): Template {
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(markedMac));
  const options = new Map<number, Uint8Array>([
    [53, Uint8Array.of(type)],
    [55, Uint8Array.of(1, 28, 2, 3, 15, 6, 12)],
    [61, Uint8Array.of(1, ...macBytes(markedMac))],
    [82, Uint8Array.of(5, 4, ...ip4Bytes(parseIp4('10.0.0.1')))],
  ]);
  if (type === 3) options.set(50, ip4Bytes(markedIp)).set(54, ip4Bytes(parseIp4(server)));
  const header = { op: 1, htype: 1, hlen: 6, hops: 1, xid: 0, secs: 0, flags: 0, sname: '', file: '' };
  const addresses = { ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: parseIp4(relay) };
  const bytes = Buffer.from(encodeDhcp4({ ...header, ...addresses, chaddr, options }).bytes);
  const mac = Buffer.from(macBytes(markedMac));
  const ip = Buffer.from(ip4Bytes(markedIp));
  return {
    bytes,
    macs: [chaddrAt, bytes.indexOf(mac, chaddrAt + 1)],
    ip: bytes.indexOf(ip),
  };
}

/** Clients of a DHCP server behind one relay: full exchanges of four packets. */
export class DhcpLoad implements Load {
  readonly #socket: Socket;
  readonly #hosts: number;
  readonly #discover: Template;
  readonly #request: Template;
  /** The first transaction is that of `answered`. */
  #next = 1;
  #answered: (offer: Buffer) => void = () => {};

  private constructor(socket: Socket, hosts: number, relay: string, server: string) {
    this.#socket = socket;
    this.#hosts = hosts;
    this.#discover = template(1, relay, server);
    this.#request = template(3, relay, server);
    socket.on('message', (bytes: Buffer) => this.#answered(bytes));
  }

  /**
   * @param relay an address of this machine that packets come from and answers go to, at the port of the server
   * @param hosts the clients have the MAC addresses from 0 to below this
   */
  static async open(relay: string, { address, port }: Place, hosts: number): Promise<DhcpLoad> {
    const socket = createSocket('udp4');
    await once(socket.bind(port, relay), 'listening');
    socket.setRecvBufferSize(4 << 20);
    socket.connect(port, address);
    await once(socket, 'connect');
    // before the server is there, packets are refused
    socket.on('error', () => {});
    return new DhcpLoad(socket, hosts, relay, address);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #send({ bytes, macs, ip }: Template, turn: number, offer?: Buffer): void {
    const packet = Buffer.from(bytes);
    packet.writeUInt32BE(turn * 2 + (offer === undefined ? 0 : 1), xidAt);
    for (const at of macs) packet.writeUIntBE(turn % this.#hosts, at, 6);
    if (offer !== undefined) offer.copy(packet, ip, yiaddrAt, yiaddrAt + 4);
    this.#socket.send(packet);
  }

  /**
   * Runs exchanges to their ends.
   * @param ready says after each one how many may have begun by now
   * @returns how long each one took, in microseconds
   */
  async #run(count: number, ready: (done: number) => number): Promise<number[]> {
    const [first, spent] = [this.#next, [] as number[]];
    const began: number[] = [];
    this.#next += count;
    const begin = (): void => {
      const upTo = Math.min(count, ready(spent.length));
      while (began.length < upTo) {
        began.push(performance.now());
        this.#send(this.#discover, first + began.length - 1);
      }
    };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let last = performance.now();
    this.#answered = (bytes) => {
      const xid = bytes.readUInt32BE(xidAt);
      const turn = xid >>> 1;
      // a late answer to an earlier run
      if (turn < first) return;
      last = performance.now();
      if (xid % 2 === 0) return this.#send(this.#request, turn, bytes);
      spent.push((last - (began[turn - first] as number)) * 1000);
      if (spent.length === count) resolve();
      else begin();
    };
    const watch = setInterval(() => {
      if (performance.now() - last > patience) reject(new Error(`${count - spent.length} exchanges have no end`));
    }, patience / 5);
    const tick = (): void => {
      begin();
      if (began.length < count) setImmediate(tick);
    };
    tick();
    await promise.finally(() => clearInterval(watch));
    return spent;
  }

  async flood(count: number): Promise<void> {
    await this.#run(count, (done) => done + window);
  }

  /** Exchanges that begin at a rate. @param rate of a second @returns how long each one took, in microseconds */
  pace(count: number, rate: number): Promise<number[]> {
    const start = performance.now();
    return this.#run(count, () => 1 + Math.floor(((performance.now() - start) / 1000) * rate));
  }

  async answered(isOver: Promise<never>): Promise<Buffer> {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    this.#answered = resolve;
    const asking = setInterval(() => this.#send(this.#discover, 0), 50);
    return Promise.race([promise, isOver]).finally(() => clearInterval(asking));
  }
}
