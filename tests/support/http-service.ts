import { Registry } from 'prom-client';
import { afterEach } from 'vitest';
import { type DriverClass } from '../../packages/clusto/src/inventory/driver.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { Httpd } from '../../packages/clusto/src/services/http/httpd.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { type DatabaseKind } from './databases.ts';
import { useClusto } from './use-clusto.ts';

/** A server that listens, and what it lives on. */
export interface RunningServer {
  readonly url: string;
  readonly service: Httpd;
  readonly inventory: Clusto;
  readonly context: ServiceContext;
  /** The ids of what was written to its log. */
  readonly log: readonly string[];
  /** From which addresses requests came, as the log says. */
  readonly remotes: readonly unknown[];
}

/** Gives the tests of a suite servers of one inventory that really listen; each is stopped after its test. */
export function useHttpService(
  kind: DatabaseKind,
  drivers: readonly DriverClass[] = [],
): { start: (settings?: object) => Promise<RunningServer> } {
  const clusto = useClusto(kind, drivers);
  const services: Httpd[] = [];
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
  });
  return {
    async start(settings = {}) {
      const inventory = await clusto.as('tester', { settings: { http: { listen: '127.0.0.1:0', ...settings } } });
      const log: string[] = [];
      const remotes: unknown[] = [];
      const context: ServiceContext = {
        inventory,
        log: {
          write: (id, detail) => {
            log.push(id);
            if (id === 'HTTP_REQUEST') remotes.push(Reflect.get(detail, 'remote'));
          },
        },
        metrics: new Registry(),
        sockets: [],
        signal: new AbortController().signal,
        fail: () => {},
      };
      const service = new Httpd();
      services.push(service);
      await service.start(context);
      const scheme = 'certificate' in settings ? 'https' : 'http';
      return { url: `${scheme}://127.0.0.1:${service.address?.port}`, service, inventory, context, log, remotes };
    },
  };
}
