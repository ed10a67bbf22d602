import { randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { type Server as SecureServer } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { type FastifyInstance } from 'fastify';
import { ClustoException, failure, show } from '../../base/errors.ts';
import { serverKey } from '../../operations/answers/server-key.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { DatabaseCopy } from '../../operations/database-copy.ts';
import { type Log } from '../log/log.ts';
import { isLoopback } from '../monitor/monitor-address.ts';
import { type Service, type ServiceContext, type ServiceHealth } from '../service.ts';
import { buildServer } from './build-server.ts';
import { authorizeBy } from './authorize-by.ts';
import { type Certificate, CertificateReader } from './certificate.ts';
import { Cursors } from './cursor.ts';
import { connectionEnder } from './connection-ender.ts';
import { httpMetrics } from './http-metrics.ts';
import { Replica } from './replica.ts';
import { type HttpSettings, httpSettings } from './http-settings.ts';

/** How often the files of the certificate are looked at, in milliseconds. */
const certificateInterval = 30_000;

/** How long a connection to the replica may take, in milliseconds. */
const replicaTimeout = 2000;

/** The HTTP API: every verb, over the wire. */
export class Httpd implements Service {
  readonly name = 'http';
  #server: FastifyInstance | undefined;
  #inventory: Clusto | undefined;
  #settings: HttpSettings | undefined;
  #certificate: CertificateReader | undefined;
  #replica: Replica | undefined;
  #log: Log | undefined;
  #endConnections: () => void = () => {};
  readonly #stopping = new AbortController();
  #isEnding = false;

  /** Where it listens, once it does. */
  get address(): AddressInfo | undefined {
    return this.#server?.server.address() as AddressInfo | undefined;
  }

  /** @throws ARGUMENT_INVALID, HTTP_EXPOSED, CERTIFICATE_INVALID, SERVICE_SOCKET_FAILED */
  async start({ inventory, log, metrics, sockets, fail }: ServiceContext): Promise<void> {
    const settings = httpSettings(inventory.settings(this.name));
    this.#settings = settings;
    this.#inventory = inventory;
    this.#log = log;
    this.#certificate = settings.files === undefined ? undefined : new CertificateReader(settings.files);
    // one that cannot be reached is no reason not to serve
    if (settings.replica !== undefined)
      this.#replica = new Replica(await DatabaseCopy.open(inventory, settings.replica, replicaTimeout), log);
    const server = await buildServer({
      replica: this.#replica,
      inventory: () => this.#inventory ?? inventory,
      authorize: authorizeBy(settings, inventory.settings('oidc')),
      cursors: new Cursors(await serverKey(inventory, 'cursors', randomBytes(32))),
      settings,
      log,
      metrics: httpMetrics(metrics),
      stopping: this.#stopping.signal,
      certificate: await this.#certificate?.renewed(),
      state: { isEnding: () => this.#isEnding, metrics: () => metrics.metrics() },
    });
    this.#server = server;
    this.#endConnections = connectionEnder(server);
    const [inherited] = sockets;
    try {
      await server.ready();
      const address = await (inherited === undefined
        ? server.listen(settings.listen)
        : server.listen({ fd: inherited.fd } as never));
      const bound = this.address;
      if (
        bound !== undefined &&
        settings.authentication === 'none' &&
        !isLoopback({ host: bound.address, port: bound.port })
      )
        throw failure('HTTP_EXPOSED', { address });
      log.write('HTTP_LISTENING', { address });
    } catch (error) {
      if (error instanceof ClustoException) throw error;
      const { host, port } = settings.listen;
      const reason = error instanceof Error ? error.message : String(error);
      throw failure('SERVICE_SOCKET_FAILED', { address: `${host}:${port}`, reason }, error);
    }
    server.server.on('error', fail);
    this.#certificate?.watch(
      certificateInterval,
      (pair) => this.#show(pair),
      (error) => log.write('HTTP_CERTIFICATE_REFUSED', { reason: show(error) }),
    );
  }

  /** For connections that are made from now on. */
  #show(certificate: Certificate | undefined): void {
    const server = this.#server?.server as unknown as SecureServer | undefined;
    if (certificate === undefined || server === undefined) return;
    server.setSecureContext(certificate);
    this.#log?.write('HTTP_CERTIFICATE_RENEWED', {});
  }

  /** @throws as `start`; SERVICE_RESTART_NEEDED for what cannot become another while it runs, CERTIFICATE_INVALID */
  async reload({ inventory }: ServiceContext): Promise<void> {
    const settings = httpSettings(inventory.settings(this.name));
    if (this.#settings !== undefined && JSON.stringify(settings) !== JSON.stringify(this.#settings))
      throw failure('SERVICE_RESTART_NEEDED', { name: this.name, options: 'the section [http]' });
    this.#show(await this.#certificate?.renewed());
    this.#inventory = inventory;
  }

  /** Lets the requests end that are under way. */
  async drain(): Promise<void> {
    this.#isEnding = true;
    // a balancer has to notice first, unless nobody waits any more
    const ms = this.#settings?.drainDelay ?? 0;
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    await this.#server?.close();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#certificate?.stop();
    this.#endConnections();
    await this.#server?.close();
    await this.#replica?.close();
  }

  health(): ServiceHealth {
    if (this.#replica?.isLost === true) return { status: 'degraded', reason: 'the replica cannot be read' };
    return { status: 'ok' };
  }
}
