import { type OutgoingHttpHeaders } from 'node:http';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Clusto } from '../../operations/clusto.ts';
import { feedStart } from '../../operations/feed/feed-start.ts';
import { type RequestParts } from './check-request.ts';
import { type EventStreams } from './event-streams.ts';
import { invalidRequest } from './request-fault.ts';

interface EventQuery {
  readonly at?: string;
  readonly since?: string;
  readonly query?: string;
  readonly merge?: boolean;
}

const media = 'text/event-stream';

/** Whether a stream of server-sent events is asked for. */
export const isForEvents = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').split(',').some((one) => one.split(';')[0]?.trim() === media);

/** What the client was told last. @throws REQUEST_INVALID */
function lastEvent({ headers }: FastifyRequest): number | undefined {
  const given = headers['last-event-id'];
  // browsers send an empty one where they were told nothing
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw invalidRequest('the Last-Event-ID is the number of a version', [
    { in: 'header', pointer: 'last-event-id', detail: 'is the number of a version' },
  ]);
}

/**
 * Answers with a stream of versions, until who listens may not any more. What is wrong with the request is said before it begins.
 * @throws REQUEST_INVALID, LISTENERS_TOO_MANY, VERSION_UNKNOWN, TIME_INVALID, QUERY_INVALID
 */
export async function serveEvents(
  streams: EventStreams,
  inventory: Clusto,
  { query: asked }: RequestParts,
  request: FastifyRequest,
  reply: FastifyReply,
  renew: () => Promise<Clusto>,
): Promise<FastifyReply> {
  const { at, query, merge, ...rest } = asked as EventQuery;
  streams.requireRoom();
  const view = at === undefined ? inventory : inventory.at(/^\d+$/.test(at) ? Number(at) : at);
  const since = await feedStart(view, { since: lastEvent(request) ?? rest.since, query, merge });
  streams.requireRoom();
  reply.headers({ 'content-type': media, 'cache-control': 'no-store', 'x-accel-buffering': 'no', vary: 'Accept' });
  reply.hijack();
  reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
  streams.open(reply.raw, { inventory: view, since, query, merge, renew });
  return reply;
}
