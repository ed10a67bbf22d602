import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server } from 'node:http';
import { type FastifyHttpOptions } from 'fastify';
import { type Certificate } from './certificate.ts';
import { type HttpSettings } from './http-settings.ts';

/** In headers of all kinds together, in bytes. */
export const longestHeaders = 16 * 1024;

/** An id that a proxy has given a request is kept, so that its log and ours can be read together. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** How fastify listens: with a certificate over TLS, as HTTP/2 and HTTP/1.1. */
export function serverOptions(
  settings: HttpSettings,
  certificate: Certificate | undefined,
): FastifyHttpOptions<Server> {
  const { requestTimeout, idleTimeout, bodyLimit, proxies } = settings;
  const limits = {
    maxHeaderSize: longestHeaders,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: Math.min(requestTimeout, 1000),
  };
  const common = {
    bodyLimit,
    requestTimeout,
    connectionTimeout: idleTimeout,
    keepAliveTimeout: idleTimeout,
    trustProxy: proxies.length === 0 ? false : [...proxies],
    genReqId: requestId,
    forceCloseConnections: 'idle',
    // what comes on a connection that is open is still answered, and the connection ends with that
    return503OnClosing: false,
    routerOptions: { maxParamLength: 4096 },
  } as const;
  if (certificate === undefined) return { ...common, http: limits };
  const secure = {
    ...limits,
    ...certificate,
    // without a good one there are other ways to say who one is
    requestCert: settings.files?.authority !== undefined,
    rejectUnauthorized: false,
    allowHTTP1: true,
    requestTimeout,
    keepAliveTimeout: idleTimeout,
    handshakeTimeout: requestTimeout,
    settings: { maxConcurrentStreams: 100, maxHeaderListSize: longestHeaders },
  } as const;
  // fastify has a type for each protocol, which differ in what nothing here looks at
  return {
    ...common,
    http2: true,
    http2SessionTimeout: idleTimeout,
    https: secure,
  } as unknown as FastifyHttpOptions<Server>;
}
