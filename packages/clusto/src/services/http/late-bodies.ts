import { PassThrough } from 'node:stream';
import { type FastifyInstance } from 'fastify';
import { failure } from '../../base/errors.ts';

/** Gives bodies over HTTP/2 as long to arrive as Node gives those over HTTP/1. @param timeout in milliseconds */
export function refuseLateBodies(server: FastifyInstance, timeout: number): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    if (request.raw.httpVersionMajor !== 2 || payload.readableEnded) return payload;
    const timed = new PassThrough();
    const late = setTimeout(() => timed.destroy(failure('REQUEST_TOO_SLOW', {})), timeout).unref();
    timed.once('close', () => clearTimeout(late));
    return payload.pipe(timed);
  });
}
