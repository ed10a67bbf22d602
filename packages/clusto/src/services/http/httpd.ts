import { randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { type FastifyInstance } from 'fastify';
import { ClustoException, failure } from '../../base/errors.ts';
import { serverKey } from '../../operations/answers/server-key.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { isLoopback } from '../monitor/monitor-address.ts';
import { type Service, type ServiceContext, type ServiceHealth } from '../service.ts';
import { buildServer } from './build-server.ts';
import { authorizeBy } from './authorize-by.ts';
import { Cursors } from './cursor.ts';
import { httpMetrics } from './http-metrics.ts';
import { type HttpSettings, httpSettings } from './http-settings.ts';

/** The HTTP API: every verb, over the wire. */
export class Httpd implements Service {
  readonly name = 'http';
  #server: FastifyInstance | undefined;
  #inventory: Clusto | undefined;
  #settings: HttpSettings | undefined;
  #isEnding = false;

  /** Where it listens, once it does. */
  get address(): AddressInfo | undefined {
    return this.#server?.server.address() as AddressInfo | undefined;
  }

  /** @throws ARGUMENT_INVALID, HTTP_EXPOSED, SERVICE_SOCKET_FAILED */
  async start({ inventory, log, metrics, sockets, fail }: ServiceContext): Promise<void> {
    const settings = httpSettings(inventory.settings(this.name));
    this.#settings = settings;
    this.#inventory = inventory;
    const server = await buildServer({
      inventory: () => this.#inventory ?? inventory,
      authorize: authorizeBy(settings, inventory.settings('oidc')),
      cursors: new Cursors(await serverKey(inventory, 'cursors', randomBytes(32))),
      settings,
      log,
      metrics: httpMetrics(metrics),
      state: { isEnding: () => this.#isEnding, metrics: () => metrics.metrics() },
    });
    this.#server = server;
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
  }

  /** @throws as `start`; SERVICE_RESTART_NEEDED for what cannot become another while it runs */
  async reload({ inventory }: ServiceContext): Promise<void> {
    const settings = httpSettings(inventory.settings(this.name));
    if (this.#settings !== undefined && JSON.stringify(settings) !== JSON.stringify(this.#settings))
      throw failure('SERVICE_RESTART_NEEDED', { name: this.name, options: 'the section [http]' });
    this.#inventory = inventory;
  }

  /** Lets the requests end that are under way. */
  async drain(): Promise<void> {
    this.#isEnding = true;
    await this.#server?.close();
  }

  async stop(): Promise<void> {
    this.#server?.server.closeAllConnections();
    await this.#server?.close();
  }

  health(): ServiceHealth {
    return { status: 'ok' };
  }
}
