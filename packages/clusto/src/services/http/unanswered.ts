import { type Socket } from 'node:net';
import { type FastifyRequest } from 'fastify';

/** Counts requests that are being answered. Node says nothing of those that wait behind another on a connection that is cut. */
export class Unanswered {
  readonly #bySocket = new WeakMap<Socket, Set<FastifyRequest>>();
  readonly #lost: () => void;

  /** @param lost is called for each that will have no answer */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  begun(request: FastifyRequest): void {
    const { socket } = request.raw;
    const known = this.#bySocket.get(socket);
    const all = known ?? new Set();
    all.add(request);
    if (known !== undefined) return;
    this.#bySocket.set(socket, all);
    socket.once('close', () => setImmediate(() => all.forEach(this.#lost)));
  }

  answered(request: FastifyRequest): void {
    this.#bySocket.get(request.raw.socket)?.delete(request);
  }
}
