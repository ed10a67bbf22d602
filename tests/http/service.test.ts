import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Registry } from 'prom-client';
import { afterEach, expect, test, vi } from 'vitest';
import { Httpd } from '../../packages/clusto/src/services/http/httpd.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const [sqlite] = databases;
const { as } = useClusto(sqlite!);

let service: Httpd | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

/** Those of the service, which come to their turn one after the other. */
let inventory: Clusto;

async function start(settings: object = {}): Promise<string> {
  inventory = await as('tester', { settings: { http: { listen: '127.0.0.1:0', ...settings } } });
  const context: ServiceContext = {
    inventory,
    log: { write: () => {} },
    metrics: new Registry(),
    sockets: [],
    signal: new AbortController().signal,
    fail: () => {},
  };
  service = new Httpd();
  await service.start(context);
  return `http://127.0.0.1:${service.address?.port}`;
}

test('the service answers over a socket, and says how it is', async () => {
  const url = await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ok: true });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('clusto_http_request_duration_seconds_count');
});

test('a second server at the same address says so', async () => {
  const port = new URL(await start()).port;
  const first = service;
  await expect(start({ listen: `127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'SERVICE_SOCKET_FAILED' });
  await first?.stop();
});

test('what is under way is finished before the service ends', async () => {
  const url = await start();
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const writing = inventory.transaction(async () => {
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  const body = JSON.stringify({ name: 'late', driver: 'pool' });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${url}/v1/entities`, { method: 'POST', headers, body });
  await vi.waitFor(async () => {
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('clusto_http_requests_open 2');
  });
  const drained = service?.drain();
  held.resolve();
  await writing;
  expect((await answer).status).toBe(201);
  await drained;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_INVALID'],
  [
    'headers without an end',
    `GET /v1 HTTP/1.1\r\nhost: localhost\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'REQUEST_TOO_LARGE',
  ],
  ['a request that does not end', 'GET /v1 HTTP/1.1\r\nhost: localhost\r\n', 408, 'REQUEST_TOO_SLOW'],
])('%s gets a clear answer, and the connection ends', async (_, bytes, status, code) => {
  const { port } = new URL(await start({ requestTimeout: 100 }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toContain(`HTTP/1.1 ${status}`);
  expect(answer).toContain(`"code":"${code}"`);
});
