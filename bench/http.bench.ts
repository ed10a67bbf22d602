import { type AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Clusto } from 'clusto';
import { trustLoopback } from '../packages/clusto/src/services/http/authorize.ts';
import { buildServer } from '../packages/clusto/src/services/http/build-server.ts';
import { Cursors } from '../packages/clusto/src/services/http/cursor.ts';
import { httpMetrics } from '../packages/clusto/src/services/http/http-metrics.ts';
import { httpSettings } from '../packages/clusto/src/services/http/http-settings.ts';
import type { Bench, BenchContext } from './bench.ts';
import { HttpLoad, requestText } from './http-load.ts';
import { fillWithServers } from './many-servers.ts';
import { compare, type Row } from './measure.ts';
import type { Raw, Value } from './raw.ts';

const open = Number.MAX_SAFE_INTEGER;
const live = (alias: string): string => `${alias}.to_version = ${open}`;
const listed = 1000;
/** How many clients ask at the same time, where it is not one. */
const clients = 16;
/** Of an entity that was not read before, beside the bare framework. On PostgreSQL each statement is a way to another process and back. */
const limits = { sqlite: 4, postgres: 20 } as const;

interface Listening extends AsyncDisposable {
  readonly ask: (request: string) => Promise<Buffer>;
  /** As many requests at the same time as there are clients. */
  readonly askAll: (request: (client: number) => string) => Promise<unknown>;
}

async function listening(server: FastifyInstance): Promise<Listening> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const first = await HttpLoad.open(port);
  const all = [first];
  while (all.length < clients) all.push(await HttpLoad.open(port));
  return {
    ask: (request) => first.ask(request),
    askAll: (request) => Promise.all(all.map((client, number) => client.ask(request(number)))),
    [Symbol.asyncDispose]: async () => {
      for (const client of all) client[Symbol.dispose]();
      await server.close();
    },
  };
}

/** The server as it is, but for its log, which would go to the screen. */
async function serve(clusto: Clusto, settings: { readonly cache?: number } = {}): Promise<Listening> {
  const registry = new Registry();
  const server = await buildServer({
    inventory: () => clusto,
    authorize: trustLoopback,
    cursors: new Cursors(Buffer.alloc(32, 7)),
    // connections wait while another inventory is filled
    settings: httpSettings({ rate: 1_000_000, idleTimeout: 3_600_000, ...settings }),
    log: { write: () => {} },
    metrics: httpMetrics(registry),
    stopping: new AbortController().signal,
    state: { isEnding: () => false, metrics: () => registry.metrics() },
  });
  return listening(server);
}

/** The framework alone, with bytes that it has. */
async function serveBytes(bytes: Buffer): Promise<Listening> {
  const server = fastify();
  server.get('/', (_, reply) => reply.type('application/json').send(bytes));
  return listening(server);
}

/** Eight more attributes for the servers that a list begins with: ten in all. */
async function addAttributes(raw: Raw, version: number): Promise<void> {
  const numbers = 'with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 8)';
  await raw.run(`insert into attributes (entity_id, key, subkey, datatype, int_value, string_value, managed, from_version, to_version)
    ${numbers} select e.entity_id, 'fact' || n, 'is', 'string', null, 'value ' || n || ' of ' || e.name, 0, ${version}, ${open}
    from numbers, (select entity_id, name from entity_states where type = 'server' and driver = 'basicserver' and ${live('entity_states')}
      and name like 'server%' order by name limit ${listed}) e`);
  await raw.run('analyze');
}

type Cells = readonly Readonly<Record<string, Value>>[];
const rowsOf = (result: unknown): Cells =>
  (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Cells;

/** What an engineer would write who knows the tables: a statement, and JSON out of its rows. */
function rawList(raw: Raw): () => Promise<string> {
  const statement =
    raw.prepare(`select e.name, e.type, e.driver, a.key, a.subkey, a.number, a.datatype, a.int_value, a.float_value,
      a.string_value, a.managed, a.from_version, r.name as related
    from (select entity_id, name, type, driver from entity_states where type = 'server' and name like 'server%'
      and ${live('entity_states')} order by name limit ${listed}) e
    join attributes a on a.entity_id = e.entity_id and ${live('a')}
    left join entity_states r on r.entity_id = a.relation_id and ${live('r')} order by e.name, a.key`);
  return async () => {
    const result = statement();
    const rows = rowsOf(result instanceof Promise ? await result : result);
    const items: { name: Value; type: Value; driver: Value; attributes: object[] }[] = [];
    for (const row of rows) {
      const { name = null, type = null, driver = null } = row;
      if (items.at(-1)?.name !== name) items.push({ name, type, driver, attributes: [] });
      const { key, subkey, number, datatype, from_version: version, managed } = row;
      const value = row['related'] ?? row['string_value'] ?? row['float_value'] ?? row['int_value'];
      items.at(-1)?.attributes.push({ key, subkey, number, datatype, value, version, isManaged: managed === 1 });
    }
    return JSON.stringify({ items });
  };
}

/** As many rows as many attributes are, one prepared statement for each, and the version, in one transaction. */
function rawWrites(raw: Raw, ids: readonly Value[]): () => Promise<void> {
  const insert = raw.prepare(
    `insert into attributes (entity_id, key, subkey, number, datatype, int_value, string_value, managed, from_version, to_version)
     values ($1, $2, null, null, 'string', null, $3, 0, 1, ${open})`,
    'write',
  );
  const version = raw.prepare(
    `insert into versions (number, time, actor, message, source) select max(number) + 1, max(time), 'raw', null, 'bench' from versions`,
    'write',
  );
  let times = 0;
  const wait = async (result: unknown): Promise<void> => {
    if (result instanceof Promise) await result;
  };
  return async () => {
    times += 1;
    await wait(raw.run('begin'));
    for (const id of ids) await wait(insert(id, `raw${times}`, 'a value'));
    await wait(version());
    await wait(raw.run('commit'));
  };
}

/** An inventory of servers that is served, with what is asked of it; each request asks for another server. */
async function openSite({ clusto, raw }: Pick<BenchContext, 'clusto' | 'raw'>, size: number) {
  await fillWithServers(clusto, raw, size);
  await addAttributes(raw, await clusto.version());
  const server = await serve(clusto);
  const forgetful = await serve(clusto, { cache: 0 });
  const entity = (index: number, more: string): string =>
    requestText('GET', `/v1/entities/server${1_000_001 + (index % listed)}${more}`);
  const path = `/v1/entities?type=server&query=name%20startswith%20server&limit=${listed}&expand=attributes`;
  const list = requestText('GET', path);
  let turn = 0;
  return {
    raw,
    entity: (index: number, more = '') => server.ask(entity(index, more)),
    entities: (index: number, more: string, isFresh: boolean) =>
      (isFresh ? forgetful : server).askAll((client) => entity(index * clients + client, more)),
    list: () => forgetful.ask(list),
    write: () => {
      turn += 1;
      const items = Array.from({ length: listed }, (_, index) => ({
        do: 'add-attribute',
        entity: `server${1_000_001 + index}`,
        key: `ours${turn}`,
        value: 'a value',
      }));
      return server.ask(requestText('POST', '/v1/bulk', { items }));
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await forgetful[Symbol.asyncDispose]();
    },
  };
}

type Site = Awaited<ReturnType<typeof openSite>>;

/** The HTTP API beside the framework alone, and beside statements on the same tables. */
async function besideYardsticks(site: Site, database: Row['database'], isQuick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  const plain = requestText('GET', '/');
  for (const [what, more, fresh] of [
    ['an entity', '', limits[database]],
    ['an entity with ten attributes', '?expand=attributes', 1.5 * limits[database]],
  ] as const) {
    await using bare = await serveBytes(await site.entity(0, more));
    for (const [how, isFresh, limit] of [
      ['again', false, 2.5],
      ['not read before', true, fresh],
    ] as const)
      rows.push(
        await compare(
          { name: `http: ${what}, ${how}, ${clients} clients`, database, limit },
          isQuick ? 1 : 100,
          (index) => site.entities(index, more, isFresh),
          () => bare.askAll(() => plain),
        ),
      );
    const alone = { name: `http: ${what}, again, one client`, database };
    rows.push(
      await compare(
        alone,
        isQuick ? 5 : 500,
        (index) => site.entity(index, more),
        () => bare.ask(plain),
      ),
    );
  }
  const { raw } = site;
  const name = `http: a list of ${listed} with ten attributes`;
  rows.push(await compare({ name, database, limit: 2 }, isQuick ? 1 : 5, site.list, rawList(raw)));
  const text = `select entity_id as id from entity_states where name like 'server%' and ${live('entity_states')} order by name limit ${listed}`;
  const ids = rowsOf(await raw.prepare(text)()).map(({ id }) => id ?? null);
  const written = { name: `http: ${listed} attributes written at once`, database, limit: 3 };
  rows.push(await compare(written, 1, site.write, rawWrites(raw, ids)));
  return rows;
}

/** The same where there are many entities, beside where there are few. */
async function growing(few: Site, many: Site, size: number, database: Row['database']): Promise<Row[]> {
  const rows: Row[] = [];
  const sizes = `${size.toLocaleString('en')} entities / ${listed.toLocaleString('en')}`;
  for (const [what, times, ask] of [
    [`${clients} entities not read before`, 30, (site: Site, index: number) => site.entities(index, '', true)],
    [`a list of ${listed}`, 3, (site: Site) => site.list()],
    [`${listed} attributes written`, 1, (site: Site) => site.write()],
  ] as const) {
    const row = { name: `http: ${what}, ${sizes}`, database, limit: 1.5 };
    rows.push(
      await compare(
        row,
        times,
        (index) => ask(many, index),
        (index) => ask(few, index),
      ),
    );
  }
  return rows;
}

/** Entities, lists and bulk writes over HTTP; with more entities in `--full`. */
export const http: Bench = async ({ clusto, raw, database, isQuick, isFull, openAnother }) => {
  await using few = await openSite({ clusto, raw }, listed);
  const rows = await besideYardsticks(few, database, isQuick);
  if (isQuick) return rows;
  await using bed = await openAnother();
  const size = isFull ? 500_000 : 50_000;
  await using many = await openSite(bed, size);
  return [...rows, ...(await growing(few, many, size, database))];
};
