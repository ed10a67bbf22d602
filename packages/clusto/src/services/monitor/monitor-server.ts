import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Registry } from 'prom-client';
import { failure, show } from '../../base/errors.ts';
import { type Log } from '../log/log.ts';
import { type ServiceReport } from '../service-report.ts';
import { isLoopback, type MonitorAddress } from './monitor-address.ts';

/** What the monitor shows. */
export interface Monitored {
  readonly registry: Registry;
  readonly reports: () => readonly ServiceReport[];
  readonly log: Log;
}

/** Metrics and health over HTTP, while it lasts. */
export interface MonitorServer extends AsyncDisposable {
  /** Where it is: `http://127.0.0.1:9850`. */
  readonly url: string;
}

/** Nobody has more to say to the monitor than one line. */
const longestHeaders = 4096;
const slowestRequest = 5000;

function answerHealth(response: ServerResponse, reports: readonly ServiceReport[], isGood: boolean): void {
  const services = Object.fromEntries(
    reports.map(({ name, state, health }) => [name, { state, health: health.status, reason: health.reason }]),
  );
  response.statusCode = isGood ? 200 : 503;
  response.setHeader('content-type', 'application/json');
  response.end(`${JSON.stringify({ ok: isGood, services })}\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse, monitored: Monitored): Promise<void> {
  const reports = monitored.reports();
  response.setHeader('cache-control', 'no-store');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  switch (request.url) {
    case '/metrics':
      response.setHeader('content-type', monitored.registry.contentType);
      response.end(await monitored.registry.metrics());
      return;
    case '/healthz':
      return answerHealth(
        response,
        reports,
        reports.every(({ state }) => state !== 'failed'),
      );
    case '/readyz':
      return answerHealth(
        response,
        reports,
        reports.every(({ state }) => state === 'ready'),
      );
    default:
      response.writeHead(404).end();
  }
}

/**
 * Serves `/metrics` (Prometheus), `/healthz` (503 when a service failed) and `/readyz` (503 unless all of them are ready).
 * @param at an address, or the descriptor of a socket that is listening already
 * @throws SERVICE_SOCKET_FAILED
 */
export async function startMonitor(
  at: MonitorAddress | { readonly fd: number },
  monitored: Monitored,
): Promise<MonitorServer> {
  const server = createServer(
    { maxHeaderSize: longestHeaders, requestTimeout: slowestRequest, headersTimeout: slowestRequest },
    (request, response) => {
      answer(request, response, monitored).catch((error: unknown) => {
        monitored.log.write('MONITOR_FAILED', { reason: show(error) });
        response.writeHead(500).end();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const address = 'fd' in at ? `descriptor ${at.fd}` : `${at.host}:${at.port}`;
      reject(failure('SERVICE_SOCKET_FAILED', { address, reason: error.message }, error));
    });
    server.listen(at, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  monitored.log.write('MONITOR_READY', { address: url });
  if (!isLoopback({ host: address, port })) monitored.log.write('MONITOR_EXPOSED', { address: url });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
