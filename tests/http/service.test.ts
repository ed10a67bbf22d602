import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { useHttpService } from '../support/http-service.ts';

const { start } = useHttpService(databases[0]!);

test('the service answers over a socket, and says how it is', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ok: true });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('clusto_http_request_duration_seconds_count');
});

test('a second server at the same address says so', async () => {
  const port = new URL((await start()).url).port;
  await expect(start({ listen: `127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'SERVICE_SOCKET_FAILED' });
});

test('what is under way is finished before the service ends', async () => {
  const { url, service, inventory } = await start();
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const writing = inventory.transaction(async () => {
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  const stream = await fetch(`${url}/v1/changes?since=0`, { headers: { accept: 'text/event-stream' } });
  const body = JSON.stringify({ name: 'late', driver: 'pool' });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${url}/v1/entities`, { method: 'POST', headers, body });
  await vi.waitFor(async () => {
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('clusto_http_requests_open 2');
  }, 30_000);
  const drained = service.drain();
  held.resolve();
  await writing;
  expect((await answer).status).toBe(201);
  await drained;
  expect(await stream.text()).toMatch(/event: end\ndata: {"reason":"shutdown"}\n\n$/);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_INVALID'],
  [
    'headers without an end',
    `GET /v1 HTTP/1.1\r\nhost: localhost\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
  ['a request that does not end', 'GET /v1 HTTP/1.1\r\nhost: localhost\r\n', 408, 'REQUEST_TOO_SLOW'],
])('%s gets a clear answer, and the connection ends', async (_, bytes, status, code) => {
  const { port } = new URL((await start({ requestTimeout: 100 })).url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toContain(`HTTP/1.1 ${status}`);
  expect(answer).toContain(`"code":"${code}"`);
});

test('a balancer is told before the server ends, and what comes meanwhile is answered on a connection that ends', async () => {
  const { url, service } = await start({ drainDelay: 60_000 });
  const drained = service.drain();
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
  expect((await fetch(`${url}/v1`)).status).toBe(200);
  await service.stop();
  await drained;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
});
