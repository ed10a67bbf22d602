import { Server } from 'node:http';
import { type Http2Session } from 'node:http2';
import { type FastifyInstance } from 'fastify';

/** Notes the sessions of HTTP/2, which Node has no list of. @returns what ends every connection at once */
export function connectionEnder({ server }: FastifyInstance): () => void {
  const sessions = new Set<Http2Session>();
  server.on('session', (session: Http2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  return () => {
    for (const session of sessions) session.destroy();
    // a server of HTTP/2 keeps those of HTTP/1 in the same way, and only lacks the method
    Server.prototype.closeAllConnections.call(server);
  };
}
