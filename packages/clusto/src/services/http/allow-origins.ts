import cors from '@fastify/cors';
import { type FastifyInstance } from 'fastify';

/** Lets web pages of other origins read what is answered. @param origins exactly, such as `https://tools.example.com` */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await server.register(cors, {
    // a list is compared text by text; credentials in cookies do not exist, tokens are sent in a header
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'If-Match',
      'If-None-Match',
      'Idempotency-Key',
      'Clusto-At-Least',
      'Last-Event-ID',
      'X-Request-Id',
    ],
    exposedHeaders: ['ETag', 'Clusto-Api', 'Clusto-Version', 'Clusto-Dry-Run', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}
