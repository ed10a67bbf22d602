import { once } from 'node:events';
import { createServer, request as requestHttp } from 'node:http';
import { type AddressInfo } from 'node:net';
import { connectApi } from 'clusto/api';
import { Registry } from 'prom-client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { Httpd } from '../../packages/clusto/src/services/http/httpd.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { openClusto } from '../support/use-clusto.ts';

// two servers of HTTP, as behind a balancer, on one database with a streaming replica
let primary: PostgresServer;
let standby: PostgresServer;
let client: pg.Client;
const services: Httpd[] = [];
const inventories: Clusto[] = [];
const log: string[] = [];
let one: string;
let other: string;

const dsnOf = ({ port }: PostgresServer): string => `postgres://clusto@127.0.0.1:${port}/postgres`;

async function serve(): Promise<string> {
  const http = { listen: '127.0.0.1:0', replica: dsnOf(standby) };
  const inventory = await openClusto(dsnOf(primary), { settings: { http } });
  const service = new Httpd();
  inventories.push(inventory);
  services.push(service);
  await service.start({
    inventory,
    log: { write: (id) => log.push(id) },
    metrics: new Registry(),
    sockets: [],
    signal: new AbortController().signal,
    fail: () => {},
  });
  return `http://127.0.0.1:${service.address?.port}`;
}

beforeAll(async () => {
  primary = await startPostgres();
  await (await openClusto(dsnOf(primary))).close();
  standby = await primary.follow();
  client = new pg.Client(dsnOf(standby));
  client.on('error', () => {});
  await client.connect();
  [one, other] = [await serve(), await serve()];
}, 120_000);

afterAll(async () => {
  await client.end();
  await Promise.all(services.map((service) => service.stop()));
  await Promise.all(inventories.map((inventory) => inventory.close()));
  await standby.stop();
  await primary.stop();
});

const create = async (server: string, name: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server}/v1/entities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name, driver: 'pool' }),
  });
const versionOf = ({ headers }: Response): number => Number(headers.get('clusto-version'));

test('what one server gave is good on the other: keys of retries, states, cursors', async () => {
  const first = await create(one, 'pool01', { 'idempotency-key': 'once' });
  const again = await create(other, 'pool01', { 'idempotency-key': 'once' });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await again.text()).toBe(await first.text());
  await create(one, 'pool02');
  const atLeast = { 'clusto-at-least': String(versionOf(await create(one, 'pool03'))) };
  const page = await fetch(`${one}/v1/entities?limit=1`, { headers: atLeast });
  const { next } = (await page.json()) as { next: string };
  const following = await fetch(`${other}/v1/entities?limit=1&cursor=${next}`);
  expect([following.status, versionOf(following)]).toEqual([200, versionOf(page)]);
  const seen = await fetch(`${one}/v1/entities/pool02`, { headers: atLeast });
  const etag = seen.headers.get('etag') ?? '';
  const known = await fetch(`${other}/v1/entities/pool02`, { headers: { 'if-none-match': etag } });
  expect(known.status).toBe(304);
  const gone = await fetch(`${other}/v1/entities/pool02`, { method: 'DELETE', headers: { 'if-match': etag } });
  expect(gone.status).toBe(204);
});

test('reads come out of the replica, and never show less than was written or seen', async () => {
  await create(one, 'before');
  const before = versionOf(await fetch(`${one}/v1`));
  await vi.waitFor(async () => expect(versionOf(await fetch(`${other}/v1`))).toBe(before), 10_000);
  await client.query('select pg_wal_replay_pause()');
  const written = versionOf(await create(one, 'after'));
  expect(written).toBe(before + 1);

  // what makes no version is none that a read has to wait for
  const token = await fetch(`${other}/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ actor: 'robot', roles: ['reader'] }),
  });
  expect([token.status, token.headers.get('clusto-version')]).toEqual([201, null]);
  const behind = await fetch(`${other}/v1/entities/after`);
  expect([behind.status, versionOf(await fetch(`${other}/v1`))], 'which is what the replica has').toEqual([
    404,
    before,
  ]);
  const found = await fetch(`${other}/v1/entities/after`, { headers: { 'clusto-at-least': String(written) } });
  expect([found.status, versionOf(found)]).toEqual([200, written]);
  expect((await fetch(`${one}/v1/entities/after`)).status, 'who wrote it shows it').toBe(200);
  const known = { 'if-none-match': found.headers.get('etag') ?? '' };
  expect((await fetch(`${other}/v1/entities/after`, { headers: known })).status, 'who has seen it sees it').toBe(304);
  expect((await fetch(`${other}/v1/entities/after?at=${written}`)).status).toBe(200);
  expect((await fetch(`${other}/v1/versions/${written}`)).status, 'versions are asked of the database').toBe(200);

  // behind a balancer that takes one after the other, a client sees what it has written
  let turn = 0;
  const balancer = createServer((request, response) => {
    const { method, url = '', headers } = request;
    const to = requestHttp(`${[one, other][turn++ % 2]}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(to);
  });
  await once(balancer.listen(0, '127.0.0.1'), 'listening');
  using api = connectApi(`http://127.0.0.1:${(balancer.address() as AddressInfo).port}`);
  await api.createEntity({ body: { name: 'mine', driver: 'pool' } });
  expect(await api.getEntity({ entity: 'mine' })).toMatchObject({ name: 'mine' });
  await api.changeEntity({ entity: 'mine', ifMatch: '*', body: { name: 'yours' } });
  await expect(api.getEntity({ entity: 'yours', atLeast: 0 })).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  api.close();
  balancer.close();

  // a read that waits gets it out of the replica as soon as that has it
  const waiting = fetch(`${other}/v1/entities/after`, { headers: { 'clusto-at-least': String(written) } });
  await client.query('select pg_wal_replay_resume()');
  expect((await waiting).status).toBe(200);
  await vi.waitFor(async () => expect(versionOf(await fetch(`${other}/v1`))).toBeGreaterThan(written), 10_000);
  const never = await fetch(`${other}/v1`, { headers: { 'clusto-at-least': '999999' } });
  expect([never.status, ((await never.json()) as { code: string }).code]).toEqual([404, 'VERSION_UNKNOWN']);
  expect((await fetch(`${other}/v1`, { headers: { 'clusto-at-least': 'soon' } })).status).toBe(400);
}, 60_000);

test('without the replica the database answers, and the service says so', async () => {
  await client.end();
  await standby.stop();
  expect((await fetch(`${other}/v1/entities/after`)).status).toBe(200);
  expect(log).toContain('HTTP_REPLICA_LOST');
  expect(services[1]?.health()).toMatchObject({ status: 'degraded' });
});
