import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, and can make connections dead without a word, as a firewall does. */
export class FreezingProxy implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #open: { readonly greeting: string; readonly sockets: readonly Socket[] }[] = [];
  readonly #target: number;

  private constructor(target: number) {
    this.#target = target;
  }

  /** @param target a port of this machine */
  static async start(target: number): Promise<FreezingProxy> {
    const proxy = new FreezingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #accept(near: Socket): void {
    near.once('data', (greeting) => {
      const far = connect(this.#target, '127.0.0.1');
      const sockets = [near, far];
      for (const socket of sockets) socket.on('error', () => sockets.forEach((one) => one.destroy()));
      far.write(greeting);
      near.pipe(far).pipe(near);
      this.#open.push({ greeting: greeting.toString('latin1'), sockets });
    });
  }

  /** Lets nothing more through on the connections that are open and began with something. @returns how many there are */
  freeze(greeting: string): number {
    const frozen = this.#open.filter((one) => one.greeting.includes(greeting));
    for (const { sockets } of frozen) for (const socket of sockets) socket.unpipe().pause();
    return frozen.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { sockets } of this.#open) for (const socket of sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
