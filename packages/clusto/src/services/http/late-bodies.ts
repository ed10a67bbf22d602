import { PassThrough } from 'node:stream';
import { type FastifyInstance } from 'fastify';
import { failure } from '../../base/errors.ts';

/** Gives bodies over HTTP/2 as long to arrive as Node gives those over HTTP/1. @param timeout in milliseconds */
export function refuseLateBodies(server: FastifyInstance, timeout: number): void {
  server.addHook('preParsing', async ({ raw }, reply, payload) => {
    const { stream } = raw as { stream?: { endAfterHeaders?: boolean } };
    if (raw.httpVersionMajor !== 2 || stream?.endAfterHeaders === true) return payload;
    const timed = new PassThrough();
    const late = setTimeout(() => timed.destroy(failure('REQUEST_TOO_SLOW', {})), timeout).unref();
    // a body that is not read to its end, such as one of an unknown kind, never closes, and nobody hears of its errors
    for (const end of [timed, reply.raw]) end.once('close', () => clearTimeout(late));
    return payload.pipe(timed);
  });
}
