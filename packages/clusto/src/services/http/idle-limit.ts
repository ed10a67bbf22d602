import { type Duplex } from 'node:stream';
import { type Http2Session } from 'node:http2';
import { type FastifyInstance, type FastifyRequest } from 'fastify';

/** HTTP/2 has many requests on a connection, and Node tells of the idleness of its session. */
function connectionOf({ raw }: FastifyRequest): Duplex | Http2Session {
  const { stream } = raw as { stream?: { session?: Http2Session } };
  return stream?.session ?? raw.socket;
}

/** Ends connections with nothing on them, but none whose request is being worked on: that sends nothing for as long as it takes. */
export class IdleLimit {
  readonly #worked = new WeakMap<Duplex | Http2Session, number>();

  /** @param server knows the limit, and destroys what is idle itself where nobody listens */
  constructor({ server }: FastifyInstance) {
    server.on('timeout', (connection: Duplex | Http2Session) => {
      if (!this.#worked.has(connection)) connection.destroy();
    });
  }

  #count(connection: Duplex | Http2Session, difference: number): void {
    const count = (this.#worked.get(connection) ?? 0) + difference;
    if (count > 0) this.#worked.set(connection, count);
    else this.#worked.delete(connection);
  }

  /** Keeps the connection of a request while its answer is made; sending that begins a new time of idleness. */
  async during<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
    const connection = connectionOf(request);
    this.#count(connection, 1);
    try {
      return await work();
    } finally {
      this.#count(connection, -1);
    }
  }
}
