import { describe, expect, test, vi } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { httpSettings } from '../../packages/clusto/src/services/http/http-settings.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

const [sqlite] = databases;

describe('the HTTP server', () => {
  const http = useHttpServer(sqlite!);

  test('tells what it does not have', async () => {
    expect((await http.ask({ url: '/v2/nothing' })).json()).toMatchObject({
      type: '/v1/problems/ROUTE_UNKNOWN',
      status: 404,
      code: 'ROUTE_UNKNOWN',
      detail: 'There is no GET /v2/nothing.',
    });
    expect((await http.ask({ url: '/v1/entities?colour=red' })).json()).toMatchObject({
      status: 400,
      errors: [{ in: 'query', pointer: 'colour', detail: 'is not known here' }],
    });
    expect((await http.ask({ url: '/v1/entities?limit=0' })).json()).toMatchObject({ errors: [{ pointer: 'limit' }] });
    expect((await http.ask({ url: '/v1/entities/%ZZ' })).statusCode).toBe(400);
  });

  test('answers only under the names of this machine', async () => {
    const of = async (host: string): Promise<number> => (await http.ask({ url: '/v1', headers: { host } })).statusCode;
    expect(await Promise.all(['localhost:9840', '127.0.0.1', '[::1]:9840'].map(of))).toEqual([200, 200, 200]);
    expect(await Promise.all(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io'].map(of))).toEqual([
      421, 421, 421,
    ]);
  });

  test('reads JSON only, and not too much of it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const form = await http.server.inject({ method: 'POST', url: '/v1/entities', headers, payload: 'name=x' });
    expect(form.json()).toMatchObject({ status: 415, code: 'MEDIA_UNSUPPORTED' });
    const large = await http.ask({ method: 'POST', url: '/v1/entities', body: { name: 'x'.repeat(9_000_000) } });
    expect(large.json()).toMatchObject({ status: 413, code: 'REQUEST_TOO_LARGE' });
  });

  test('hides the reason of its own mistakes, and writes it to the log', async () => {
    vi.spyOn(http.clusto, 'version').mockImplementationOnce(() => {
      throw new TypeError('inside');
    });
    const response = await http.ask({ url: '/v1/entities' });
    expect(response.json()).toMatchObject({ status: 500, code: 'UNEXPECTED' });
    expect(response.body).not.toContain('inside');
    const failed = http.log.find(({ id }) => id === 'HTTP_FAILED');
    expect(failed?.detail).toMatchObject({ reason: expect.stringContaining('inside') });
    expect(response.json().instance).toBe(`urn:clusto:request:${String(failed?.detail['request'])}`);
  });

  test('writes each request to the log without its parameters', async () => {
    const response = await http.ask({ url: '/v1/entities/none?expand=parents' });
    expect(http.log.at(-1)).toMatchObject({
      id: 'HTTP_REQUEST',
      detail: { actor: 'tester', method: 'GET', path: '/v1/entities/none', status: 404, code: 'ENTITY_NOT_FOUND' },
    });
    expect(response.headers['x-request-id']).toBe(http.log.at(-1)?.detail['request']);
  });

  test('keeps the id that a proxy gave a request, where it is one', async () => {
    const of = async (id: string): Promise<unknown> =>
      (await http.ask({ url: '/v1', headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await of('proxy-1.a_B')).toBe('proxy-1.a_B');
    for (const id of ['a b', 'a\tb', 'x'.repeat(65), '<script>', 'é'])
      expect(await of(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  test('compresses what is worth it, as the client takes it', async () => {
    const of = async (url: string, encoding: string): Promise<unknown> =>
      (await http.ask({ url, headers: { 'accept-encoding': encoding } })).headers['content-encoding'];
    expect(await of('/v1/drivers', 'gzip, br')).toBe('br');
    expect(await of('/v1/drivers', 'gzip')).toBe('gzip');
    expect(await of('/v1/drivers', 'identity')).toBeUndefined();
    expect(await of('/healthz', 'gzip, br')).toBeUndefined();
  });

  test('lets no web page in', async () => {
    const response = await http.ask({ url: '/v1', headers: { origin: 'https://evil.example' } });
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    expect(response.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    expect((await http.ask({ method: 'OPTIONS', url: '/v1/entities', headers: asked })).statusCode).toBe(404);
  });
});

test.each(['0.0.0.0:9840', '10.0.0.1:80', '[::]:9840'])('%s is reached by others, and refused', (listen) => {
  expect(() => httpSettings({ listen })).toThrow(expect.objectContaining({ code: 'HTTP_EXPOSED' }));
});

test.each([
  { origins: ['https://tools.example.com/'] },
  { origins: ['*'] },
  { origins: ['null'] },
  { proxies: ['10.0.0.0/33'] },
  { proxies: ['proxy.example.com'] },
  { rate: 0 },
  { certificate: '/etc/clusto/server.crt' },
])('%j is refused', (section) => {
  expect(() => httpSettings(section)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
});

describe('a server that is configured for others', () => {
  const settings = httpSettings({
    origins: ['https://tools.example.com'],
    proxies: ['127.0.0.1'],
    rate: 1,
  });
  const http = useHttpServer(sqlite!, {
    settings,
    authorize: async ({ headers }, _endpoint, inventory) => {
      if (headers.authorization !== 'Bearer good') throw failure('CREDENTIALS_INVALID', { reason: 'unknown' });
      return inventory.as({ actor: headers.from ?? 'robot', roles: ['reader'], scopes: [], via: 'token' });
    },
  });

  test('lets the web pages of those origins read, and those alone', async () => {
    const preflight = (origin: string) =>
      http.ask({
        method: 'OPTIONS',
        url: '/v1/entities',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'if-match' },
      });
    const allowed = await preflight('https://tools.example.com');
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://tools.example.com',
      'access-control-allow-headers': expect.stringContaining('If-Match'),
    });
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
    for (const origin of ['https://tools.example.com.evil.example', 'http://tools.example.com', 'null'])
      expect((await preflight(origin)).headers).not.toHaveProperty('access-control-allow-origin');
    const read = await http.ask({ url: '/healthz', headers: { origin: 'https://tools.example.com' } });
    expect(read.headers['vary']).toMatch(/Origin/);
  });

  test('holds back a caller who asks too often, and no other one', async () => {
    const as = async (from: string) =>
      http.ask({ url: '/v1/names?limit=1', headers: { authorization: 'Bearer good', from } });
    for (let count = 0; count < 10; count += 1) expect((await as('busy')).statusCode).toBe(200);
    const refused = await as('busy');
    expect(refused.json()).toMatchObject({ status: 429, code: 'RATE_EXCEEDED' });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await as('patient')).statusCode).toBe(200);
  });

  test('holds back who tries credentials, by the address that the proxy tells', async () => {
    const from = async (address: string, authorization: string): Promise<number> =>
      (await http.ask({ url: '/v1', headers: { authorization, 'x-forwarded-for': address } })).statusCode;
    for (let count = 0; count < 20; count += 1) expect(await from('192.0.2.1', `Bearer ${count}`)).toBe(401);
    expect(await from('192.0.2.1', 'Bearer 20')).toBe(429);
    expect(await from('192.0.2.1', 'Bearer good'), 'a right one is no way to go on guessing').toBe(429);
    expect(await from('192.0.2.2', 'Bearer 21')).toBe(401);
  });
});
