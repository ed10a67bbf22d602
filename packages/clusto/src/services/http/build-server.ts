import { randomUUID } from 'node:crypto';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import compress from '@fastify/compress';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Endpoint } from '../../api/endpoint.ts';
import { endpoints } from '../../api/endpoints.ts';
import { problemMedia } from '../../api/problem.ts';
import { failure, show } from '../../base/errors.ts';
import { type PeerCertificate } from '../../operations/access/certificate-names.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Log } from '../log/log.ts';
import { type Authorize } from './authorize.ts';
import { requestCheck } from './check-request.ts';
import { type Cursors } from './cursor.ts';
import { type Handler, type ServerState } from './handler.ts';
import { handlers } from './handlers/handlers.ts';
import { type HttpMetrics } from './http-metrics.ts';
import { type HttpSettings } from './http-settings.ts';
import { exceptionOf, problemOf } from './problem-of.ts';
import { EventStreams } from './event-streams.ts';
import { isForEvents, serveEvents } from './serve-events.ts';
import { serveEndpoint } from './serve-endpoint.ts';

/** What a server lives on; a reload brings another inventory. */
export interface HttpBasis {
  readonly inventory: () => Clusto;
  readonly authorize: Authorize;
  readonly cursors: Cursors;
  readonly settings: HttpSettings;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  readonly state: ServerState;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once it is known; for the log. */
    actor: string;
    /** The code of the problem that is answered, if it is one. */
    problem: string;
  }
  interface FastifyContextConfig {
    operation?: string;
  }
}

/** For answers that a browser should do nothing with but show them. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-cache',
  vary: 'Accept-Encoding, Authorization',
} as const;

/** Integers beyond 2^53 as text, as everywhere in clusto. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));

/** That somebody is not known, or may not do it (RFC 9110, sections 15.5.2 and 15.5.4). */
const isDenial = (status: number): boolean => status === 401 || status === 403;

/** In headers of all kinds together. */
const longestHeaders = 16 * 1024;

function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  log: Log,
  endpoint?: Endpoint,
): FastifyReply {
  const exception = exceptionOf(error);
  if (exception.code === 'UNEXPECTED')
    log.write('HTTP_FAILED', {
      request: request.id,
      reason: error instanceof Error ? (error.stack ?? error.message) : show(error),
    });
  const problem = problemOf(exception, request.id, endpoint);
  request.problem = problem.code;
  // RFC 6750, section 3
  const challenge = problem.code === 'CREDENTIALS_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  if (problem.status === 401) reply.header('www-authenticate', challenge);
  return reply
    .code(problem.status)
    .headers(securityHeaders)
    .header('content-type', problemMedia)
    .serializer(jsonOf)
    .send(problem);
}

/** Answers what is no request of HTTP, or never becomes one. */
function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const exception =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? failure('REQUEST_TOO_LARGE', { reason: 'its headers have more than 16 KiB' })
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? failure('REQUEST_TOO_SLOW', {})
        : failure('REQUEST_INVALID', { reason: 'it is not HTTP' });
  const { status, ...problem } = problemOf(exception, randomUUID());
  const actual = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : status;
  const body = JSON.stringify({ ...problem, status: actual });
  const head = [
    `HTTP/1.1 ${actual} ${problem.code}`,
    `content-type: ${problemMedia}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** The certificate of a client, where the connection has one that its authority has signed. */
function certificateOf({ raw: { socket } }: FastifyRequest): PeerCertificate | undefined {
  return socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate() : undefined;
}

/** Each endpoint under its path: who asks, whether what is asked is right, the answer. */
function bindEndpoint(
  server: FastifyInstance,
  basis: HttpBasis,
  streams: EventStreams,
  [name, endpoint]: readonly [string, Endpoint],
): void {
  const check = requestCheck(endpoint);
  const handler = handlers[name as keyof typeof handlers] as Handler<Endpoint>;
  server.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { operation: name },
    exposeHeadRoute: endpoint.method === 'GET',
    errorHandler: (error, request, reply) => void answerProblem(request, reply, error, basis.log, endpoint),
    onRequest: async (request) => {
      const asked = { headers: request.headers, remote: request.ip, certificate: certificateOf(request) };
      const inventory = await basis.authorize(asked, endpoint, basis.inventory());
      request.actor = inventory.actor;
      request.setDecorator('inventory', inventory);
    },
    handler: async (request, reply) => {
      const parts = check({ params: request.params, query: request.query, body: request.body });
      const inventory = request.getDecorator<Clusto>('inventory');
      if (endpoint.events !== undefined && isForEvents(request))
        return serveEvents(streams, inventory, parts, request, reply);
      const { cursors } = basis;
      const { headers } = request;
      const context = { headers, inventory, cursors, server: basis.state };
      const served = await serveEndpoint(name, endpoint, handler, { ...parts, ...context });
      reply.code(served.status).headers(served.headers);
      if (served.body === undefined) return reply.send();
      return reply
        .type(endpoint.media ?? 'application/json')
        .serializer(endpoint.media === undefined ? jsonOf : String)
        .send(served.body);
    },
  });
}

/** The server of the whole contract, which listens nowhere yet. */
export async function buildServer(basis: HttpBasis): Promise<FastifyInstance> {
  const { settings, log, metrics } = basis;
  const server = fastify({
    bodyLimit: settings.bodyLimit,
    requestTimeout: settings.requestTimeout,
    connectionTimeout: settings.idleTimeout,
    keepAliveTimeout: settings.idleTimeout,
    http: {
      maxHeaderSize: longestHeaders,
      headersTimeout: settings.requestTimeout,
      connectionsCheckingInterval: Math.min(settings.requestTimeout, 1000),
    },
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 4096 },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) =>
      void answerProblem(request as FastifyRequest, reply as unknown as FastifyReply, error, log),
  });
  server.decorateRequest('actor', '-');
  server.decorateRequest('problem', '-');
  server.decorateRequest('inventory', null);
  server.addHook('onRequest', async (request, reply) => {
    metrics.begun();
    reply.headers({ ...securityHeaders, 'x-request-id': request.id });
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, url, ip: remote, id, actor, problem: code } = request;
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    metrics.answered(request.routeOptions.config.operation ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    if (isDenial(reply.statusCode)) {
      metrics.denied(code);
      log.write('HTTP_DENIED', { actor, remote, method, path: url.split('?')[0], code, request: id });
    }
    log.write('HTTP_REQUEST', {
      actor,
      remote,
      method,
      path: url.split('?')[0],
      status: reply.statusCode,
      code,
      milliseconds,
      request: id,
    });
  });
  server.setErrorHandler((error, request, reply) => answerProblem(request, reply, error, log));
  server.setNotFoundHandler((request, reply) =>
    answerProblem(
      request,
      reply,
      failure('ROUTE_UNKNOWN', { method: request.method, path: request.url.split('?')[0] }),
      log,
    ),
  );
  await server.register(compress, { encodings: ['br', 'gzip'], threshold: 1024, globalDecompression: false });
  const streams = new EventStreams(settings.listeners, metrics);
  server.addHook('preClose', () => streams.end('shutdown'));
  for (const endpoint of Object.entries<Endpoint>(endpoints)) bindEndpoint(server, basis, streams, endpoint);
  return server;
}
