import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { Registry } from 'prom-client';
import { afterAll, beforeAll } from 'vitest';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { type DriverClass } from '../../packages/clusto/src/inventory/driver.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { createDemo } from '../../packages/clusto/src/operations/demo/create-demo.ts';
import { buildServer, type HttpBasis } from '../../packages/clusto/src/services/http/build-server.ts';
import { trustLoopback } from '../../packages/clusto/src/services/http/authorize.ts';
import { Cursors } from '../../packages/clusto/src/services/http/cursor.ts';
import { httpMetrics } from '../../packages/clusto/src/services/http/http-metrics.ts';
import { httpSettings } from '../../packages/clusto/src/services/http/http-settings.ts';
import { checkReply } from './check-reply.ts';
import { type DatabaseKind, type TestDatabase } from './databases.ts';
import { openClusto } from './use-clusto.ts';

/** A request in process. */
export interface TestRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The server that the tests of a suite ask, without sockets. */
export interface TestServer {
  readonly clusto: Clusto;
  readonly server: FastifyInstance;
  /** What was written to the log, each with its id. */
  readonly log: readonly { readonly id: string; readonly detail: Readonly<Record<string, unknown>> }[];
  /** The answer, which is what the contract says. */
  ask(request: TestRequest): Promise<LightMyRequestResponse>;
  /** The body of a GET that works. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what it is depends on the path
  get(url: string): Promise<any>;
}

/** For the demonstration, on a machine that does much else; in milliseconds. */
const longest = 60_000;

/** What an inventory has beside what is built in. */
interface Additions {
  readonly drivers?: readonly DriverClass[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Gives the tests of a suite one server of one inventory with the demonstration in it. */
export function useHttpServer(
  kind: DatabaseKind,
  basis: Partial<HttpBasis> = {},
  { drivers = [], settings = {} }: Additions = {},
): TestServer {
  let database: TestDatabase;
  let folder: string;
  let clusto: Clusto;
  let server: FastifyInstance;
  const log: { id: string; detail: Readonly<Record<string, unknown>> }[] = [];
  beforeAll(async () => {
    database = await kind.create();
    folder = await mkdtemp(join(tmpdir(), 'clusto-http-'));
    clusto = await openClusto(database.dsn, {
      drivers: [...builtInDrivers, ...drivers],
      settings: { ...settings, secrets: { keyFile: join(folder, 'secret.key') } },
    });
    await createDemo(clusto);
    const registry = new Registry();
    server = await buildServer({
      inventory: () => clusto,
      authorize: trustLoopback,
      cursors: new Cursors(Buffer.alloc(32, 7)),
      settings: httpSettings({}),
      log: { write: (id, detail) => log.push({ id, detail }) },
      metrics: httpMetrics(registry),
      stopping: new AbortController().signal,
      state: { isEnding: () => false, metrics: () => registry.metrics() },
      ...basis,
    });
    await server.ready();
  }, longest);
  afterAll(async () => {
    await server.close();
    await clusto.close();
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const ask = async ({ method = 'GET', url, headers = {}, body }: TestRequest): Promise<LightMyRequestResponse> => {
    const response = await server.inject({
      method,
      url,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    checkReply(method, url, response);
    return response;
  };
  return {
    log,
    ask,
    get: async (url) => (await ask({ url })).json(),
    get clusto() {
      return clusto;
    },
    get server() {
      return server;
    },
  };
}
