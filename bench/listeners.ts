import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Clients that are told of versions by server-sent events; what they are told they only count. */
export class Listeners implements Disposable {
  readonly #sockets: readonly Socket[];
  #told = 0;
  #wanted = 0;
  #enough = Promise.withResolvers<void>();

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
    for (const socket of sockets) socket.on('data', (part: Buffer) => this.#count(part));
  }

  /** Connects so many, and waits until the server knows all of them. */
  static async open(port: number, count: number): Promise<Listeners> {
    const sockets: Socket[] = [];
    for (let number = 0; number < count; number += 1) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET /v1/changes HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n');
      await once(socket, 'data');
      sockets.push(socket);
    }
    return new Listeners(sockets);
  }

  #count(part: Buffer): void {
    // a small event comes in one piece
    if (part.includes('event: version')) this.#told += 1;
    if (this.#told >= this.#wanted) this.#enough.resolve();
  }

  /** Waits until all of them have been told of one version more, which the work commits. */
  async told(work: () => Promise<unknown>): Promise<void> {
    this.#told = 0;
    this.#wanted = this.#sockets.length;
    this.#enough = Promise.withResolvers();
    await work();
    await this.#enough.promise;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
