import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import * as snmp from 'net-snmp';
import type { Load, Place } from './served.ts';

/** So many informs are under way at the same time. */
const window = 64;
/** After so many milliseconds without an answer something was lost. */
const patience = 5000;

/** An inform of version 2c, as a switch that was switched on sends it. */
async function inform(community: string): Promise<Buffer> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const { port: trapPort } = socket.address();
  const session = snmp.createSession('127.0.0.1', community, { trapPort, version: snmp.Version2c, retries: 0 });
  try {
    session.inform(snmp.TrapType.ColdStart, [], () => {});
    const [bytes] = (await once(socket, 'message')) as [Buffer];
    return bytes;
  } finally {
    session.close();
    socket.close();
  }
}

/** A switch whose informs are acknowledged. They are all the same: a receiver of version 2c does not look whether one came before. */
export class InformLoad implements Load {
  readonly #socket: Socket;
  readonly #message: Buffer;
  #answered: (acknowledgement: Buffer) => void = () => {};

  private constructor(socket: Socket, message: Buffer) {
    this.#socket = socket;
    this.#message = message;
    socket.on('message', (bytes) => this.#answered(bytes));
  }

  static async open({ address, port }: Place, community: string): Promise<InformLoad> {
    const socket = createSocket('udp4');
    socket.connect(port, address);
    await once(socket, 'connect');
    socket.setRecvBufferSize(4 << 20);
    // before the receiver is there, packets are refused
    socket.on('error', () => {});
    return new InformLoad(socket, await inform(community));
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async flood(count: number): Promise<void> {
    let [sent, answers, last] = [0, 0, performance.now()];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const send = (): void => {
      sent += 1;
      this.#socket.send(this.#message);
    };
    this.#answered = () => {
      last = performance.now();
      answers += 1;
      if (answers === count) resolve();
      else if (sent < count) send();
    };
    const watch = setInterval(() => {
      if (performance.now() - last > patience) reject(new Error(`${count - answers} informs were not acknowledged`));
    }, patience / 5);
    while (sent < Math.min(window, count)) send();
    await promise.finally(() => clearInterval(watch));
  }

  async answered(isOver: Promise<never>): Promise<Buffer> {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    this.#answered = resolve;
    const asking = setInterval(() => this.#socket.send(this.#message), 50);
    const first = await Promise.race([promise, isOver]).finally(() => clearInterval(asking));
    // late answers to what was asked meanwhile
    this.#answered = () => {};
    await new Promise((done) => setTimeout(done, 200));
    return first;
  }
}
