import compress from '@fastify/compress';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Endpoint } from '../../api/endpoint.ts';
import { endpoints } from '../../api/endpoints.ts';
import { problemMedia } from '../../api/problem.ts';
import { coalesce } from '../../base/coalesce.ts';
import { failure } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Log } from '../log/log.ts';
import { admit, identify } from './admit.ts';
import { AnswerCache } from './answer-cache.ts';
import { answerProblem } from './answer-problem.ts';
import { type Patience } from './answer-later.ts';
import { type Authorize } from './authorize.ts';
import { type Certificate } from './certificate.ts';
import { requestCheck } from './check-request.ts';
import { allowOrigins } from './allow-origins.ts';
import { type Cursors } from './cursor.ts';
import { serveDocumentation } from './serve-documentation.ts';
import { type Handler, type ServerState } from './handler.ts';
import { callRoutes } from './handlers/call-routes.ts';
import { handlers } from './handlers/handlers.ts';
import { type HttpMetrics } from './http-metrics.ts';
import { type HttpSettings } from './http-settings.ts';
import { EventStreams } from './event-streams.ts';
import { IdleLimit } from './idle-limit.ts';
import { logFailure } from './log-failure.ts';
import { refuseLateBodies } from './late-bodies.ts';
import { exceptionOf, problemOf } from './problem-of.ts';
import { Reachability } from './reachability.ts';
import { type Replica } from './replica.ts';
import { RateLimits } from './rate-limits.ts';
import { refuseConnection } from './refuse-connection.ts';
import { refuseOddities } from './refuse-oddities.ts';
import { responseHeaders } from './response-headers.ts';
import { serverOptions } from './server-options.ts';
import { isForEvents, serveEvents } from './serve-events.ts';
import { serveEndpoint } from './serve-endpoint.ts';
import { Unanswered } from './unanswered.ts';
import { WorkInProgress } from './work-in-progress.ts';

/** What a server lives on; a reload brings another inventory. */
export interface HttpBasis {
  readonly inventory: () => Clusto;
  readonly authorize: Authorize;
  readonly cursors: Cursors;
  readonly settings: HttpSettings;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  readonly state: Omit<ServerState, 'database'>;
  /** Aborted when there is no time left for what is under way. */
  readonly stopping: AbortSignal;
  readonly replica?: Replica | undefined;
  /** The one that is shown first, where there are files for it. */
  readonly certificate?: Certificate | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The address that it came from, which nobody knows any more when the connection is gone; for the log. */
    remote: string;
    /** Who asks, once it is known; for the log. */
    actor: string;
    /** The code of the problem that is answered, if it is one. */
    problem: string;
  }
  interface FastifyContextConfig {
    operation?: string;
  }
}

/** That somebody is not known, or may not do it (RFC 9110, sections 15.5.2 and 15.5.4). */
const isDenial = (status: number): boolean => status === 401 || status === 403;

type Route = readonly [name: string, endpoint: Endpoint, handler: Handler<Endpoint>];

const routes: readonly Route[] = [
  ...Object.entries(handlers).map(([name, handler]): Route => [
    name,
    endpoints[name as keyof typeof handlers],
    handler as Handler<Endpoint>,
  ]),
  ...callRoutes,
];

/** Aborted when the connection ends before the answer does. */
function whileConnected({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableEnded) controller.abort();
  });
  return controller.signal;
}

/** What becomes of an answer that a client did not wait for: it is kept, and told to the log. */
const laterOf = (id: string, endpoint: Endpoint, log: Log): Omit<Patience, 'milliseconds'> => ({
  problem: (error) => {
    const body = problemOf(exceptionOf(error), id, endpoint);
    logFailure(log, id, body, error);
    return { status: body.status, headers: { 'content-type': problemMedia }, body };
  },
  done: ({ status }) => log.write('HTTP_ANSWER_KEPT', { request: id, status }),
});

/** What the endpoints of a server have in common. */
interface Shared {
  readonly streams: EventStreams;
  readonly limits: RateLimits;
  readonly idle: IdleLimit;
  readonly work: WorkInProgress;
  readonly answers: AnswerCache;
  readonly latest: () => Promise<number>;
  readonly state: ServerState;
}

/** Each endpoint under its path: who asks, whether what is asked is right, the answer. */
function bindEndpoint(
  server: FastifyInstance,
  basis: HttpBasis,
  shared: Shared,
  [name, endpoint, handler]: Route,
): void {
  const check = requestCheck(endpoint);
  server.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { operation: name },
    exposeHeadRoute: endpoint.method === 'GET',
    errorHandler: (error, request, reply) => void answerProblem(request, reply, error, basis.log, endpoint),
    onRequest: async (request) => {
      const inventory = await admit(request, endpoint, basis, shared.limits);
      request.actor = inventory.actor;
      request.setDecorator('inventory', inventory);
    },
    handler: async (request, reply) => {
      const parts = check({ params: request.params, query: request.query, body: request.body });
      const inventory = request.getDecorator<Clusto>('inventory');
      if (endpoint.events !== undefined && isForEvents(request))
        return serveEvents(shared.streams, inventory, parts, request, reply, () => identify(request, endpoint, basis));
      const { cursors, replica } = basis;
      const { headers, url } = request;
      const { work } = shared;
      const context = {
        headers,
        url,
        inventory,
        latest: shared.latest,
        answers: shared.answers.of(basis.inventory()),
        cursors,
        replica,
        server: shared.state,
        signal: whileConnected(reply),
        work,
        later: laterOf(request.id, endpoint, basis.log),
      };
      const served = await shared.idle.during(request, () =>
        serveEndpoint(name, endpoint, handler, { ...parts, ...context }),
      );
      const { 'clusto-version': written, 'clusto-dry-run': isDry } = served.headers;
      if (endpoint.isWrite && written !== undefined && isDry === undefined) replica?.noteWrite(Number(written));
      if (endpoint.access === 'admin' && endpoint.isWrite && isDry === undefined)
        basis.log.write('HTTP_ADMINISTERED', {
          actor: inventory.actor,
          operation: name,
          path: url.split('?')[0],
          why: (parts.query as { readonly message?: string }).message ?? '-',
          request: request.id,
        });
      return reply.code(served.status).headers(served.headers).send(served.text);
    },
  });
}

/** The server of the whole contract, which listens nowhere yet. */
export async function buildServer(basis: HttpBasis): Promise<FastifyInstance> {
  const { settings, log, metrics } = basis;
  const headers = responseHeaders(settings);
  const head = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ ...headers, 'x-request-id': request.id });
    // HTTP/2 says it by a frame of its own
    if (basis.state.isEnding() && request.raw.httpVersionMajor === 1) reply.header('connection', 'close');
  };
  const server = fastify({
    ...serverOptions(settings, basis.certificate),
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => {
      head(request, reply);
      answerProblem(request, reply, error, log);
    },
  });
  const unanswered = new Unanswered(metrics.lost);
  server.decorateRequest('remote', '-');
  server.decorateRequest('actor', '-');
  server.decorateRequest('problem', '-');
  server.decorateRequest('inventory', null);
  server.addHook('onRequest', async (request, reply) => {
    metrics.begun();
    unanswered.begun(request);
    request.remote = request.ip;
    head(request, reply);
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, url, remote, id, actor, problem: code } = request;
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    unanswered.answered(request);
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
  await allowOrigins(server, settings.origins);
  server.addHook('onRequest', async (request) => refuseOddities(request));
  refuseLateBodies(server, settings.requestTimeout);
  await server.register(compress, { encodings: ['br', 'gzip'], threshold: 1024, globalDecompression: false });
  const streams = new EventStreams(settings.listeners, metrics);
  server.addHook('preClose', () => streams.end('shutdown'));
  const work = new WorkInProgress(basis.stopping);
  const state = { ...basis.state, database: new Reachability(log) };
  server.addHook('onClose', () => work.over());
  const shared = {
    streams,
    limits: new RateLimits(settings.rate),
    idle: new IdleLimit(server),
    work,
    state,
    answers: new AnswerCache(settings.cache),
    latest: coalesce(() => basis.inventory().version()),
  };
  for (const route of routes) bindEndpoint(server, basis, shared, route);
  await serveDocumentation(server, ({ ip }) => {
    shared.limits.admit(ip);
    shared.limits.count(`address ${ip}`);
  });
  return server;
}
