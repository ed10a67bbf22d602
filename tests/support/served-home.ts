import { Registry } from 'prom-client';
import { type FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { trustLoopback } from '../../packages/clusto/src/services/http/authorize.ts';
import { buildServer } from '../../packages/clusto/src/services/http/build-server.ts';
import { Cursors } from '../../packages/clusto/src/services/http/cursor.ts';
import { httpMetrics } from '../../packages/clusto/src/services/http/http-metrics.ts';
import { httpSettings } from '../../packages/clusto/src/services/http/http-settings.ts';
import { pluginFiles } from '../../packages/clusto/src/plugin/plugin-files.ts';
import { loadPlugins } from '../../packages/clusto/src/plugin/load-plugins.ts';
import { type Config, loadConfig } from '../../packages/clusto/src/cli/config.ts';
import { ownVariables } from './own-variables.ts';
import { openClusto } from './use-clusto.ts';

/** A server of the inventory of a home, at a socket of this machine. */
export class HomeServer implements AsyncDisposable {
  #started:
    | Promise<{ readonly address: string; readonly server: FastifyInstance; readonly clusto: Clusto }>
    | undefined;
  readonly #folder: string;

  /** @param folder the home; its configuration is that of the server, and its database may come later */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** That of the tests as it is at the time, with nothing of whose home they run in. */
  #environment(): Readonly<Record<string, string | undefined>> {
    const own = [...ownVariables, 'HOME'].map((name) => [name, name === 'HOME' ? this.#folder : undefined]);
    return Object.assign(Object.create(process.env) as object, Object.fromEntries(own));
  }

  async #start(actor: string, { dsn, settings, plugins }: Config) {
    const clusto = await openClusto(dsn, { actor, source: 'cli', settings });
    await loadPlugins(pluginFiles(plugins), clusto.registry);
    const registry = new Registry();
    const server = await buildServer({
      inventory: () => clusto,
      authorize: trustLoopback,
      cursors: new Cursors(Buffer.alloc(32, 7)),
      settings: httpSettings({}),
      log: { write: () => {} },
      metrics: httpMetrics(registry),
      stopping: new AbortController().signal,
      state: { isEnding: () => false, metrics: () => registry.metrics() },
    });
    return { address: await server.listen({ host: '127.0.0.1', port: 0 }), server, clusto };
  }

  /** Where it is; undefined before there is a database. @param actor whom the server writes as, from its start on */
  async address(actor: string): Promise<string | undefined> {
    const config = await loadConfig({}, this.#environment());
    if (config.dsn.startsWith('sqlite:') && !existsSync(config.dsn.replace('sqlite:', ''))) return undefined;
    return (await (this.#started ??= this.#start(actor, config))).address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#started === undefined) return;
    const { server, clusto } = await this.#started;
    server.server.closeAllConnections();
    await server.close();
    await clusto.close();
  }
}
