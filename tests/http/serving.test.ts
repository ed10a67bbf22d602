import { describe, expect, test, vi } from 'vitest';
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
    vi.spyOn(http.clusto, 'snapshot').mockImplementationOnce(() => {
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
