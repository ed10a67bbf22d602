import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

describe.each(databases)('writing over HTTP on $name', (kind) => {
  const http = useHttpServer(kind);

  test('a write is one version, with its message and its author', async () => {
    const response = await http.ask({
      method: 'POST',
      url: '/v1/entities?message=from%20the%20shop&expand=parents',
      body: { name: 'new01', driver: 'penguinserver', container: 'sv3-001', unit: 30 },
    });
    expect(response.json()).toMatchObject({ name: 'new01', parents: [{ name: 'sv3-001', units: [30] }] });
    const version = Number(response.headers['clusto-version']);
    const [latest] = await http.clusto.versions({ limit: 1 });
    expect(latest).toMatchObject({ number: version, message: 'from the shop', actor: 'tester', source: 'http' });
  });

  test('nobody overwrites what another has just done', async () => {
    const url = '/v1/entities/s0001/attributes/system.memory';
    const { etag } = (await http.ask({ url: '/v1/entities/s0001?expand=attributes' })).headers;
    const set = (value: number, state?: string) =>
      http.ask({
        method: 'PUT',
        url,
        body: { value },
        ...(state === undefined ? {} : { headers: { 'if-match': state } }),
      });
    const first = await set(1000, String(etag));
    expect(first.statusCode).toBe(200);
    const second = await set(2000, String(etag));
    expect(second.json()).toMatchObject({ status: 412, code: 'CONDITION_FAILED' });
    expect((await set(3000)).json()).toMatchObject({ status: 428, code: 'CONDITION_MISSING' });
    expect((await set(4000, String(first.headers.etag))).statusCode).toBe(200);
    expect(await http.get(url)).toMatchObject({ value: 4000 });
  });

  test('of many who write at once with one state, one comes through', async () => {
    const { etag } = (await http.ask({ url: '/v1/entities/s0002' })).headers;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, value) =>
        http.ask({
          method: 'PUT',
          url: '/v1/entities/s0002/attributes/owner',
          headers: { 'if-match': String(etag) },
          body: { value },
        }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort((one, other) => one - other)).toEqual([
      200,
      ...Array(9).fill(412),
    ]);
  });

  test('a request that is sent again gets the first answer, and does nothing', async () => {
    const send = (key: string, name: string) =>
      http.ask({
        method: 'POST',
        url: '/v1/entities?message=once',
        headers: { 'idempotency-key': key },
        body: { name, driver: 'pool' },
      });
    const first = await send('k1', 'once');
    const version = await http.clusto.version();
    expect(await http.clusto.versions({ limit: 1 })).toMatchObject([{ message: 'once', source: 'http' }]);
    const again = await send('k1', 'once');
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([201, first.body, first.headers.etag]);
    expect(again.headers['clusto-version']).toBe(first.headers['clusto-version']);
    expect(await http.clusto.version()).toBe(version);
    expect((await send('k1', 'another')).json()).toMatchObject({ status: 422, code: 'KEY_OF_ANOTHER' });
    // what failed did nothing, so that it may be tried again
    expect((await send('k2', 'once')).statusCode).toBe(409);
    await (await http.clusto.getByName('once')).delete();
    expect((await send('k2', 'once')).statusCode).toBe(201);
    expect((await send('', 'once')).json()).toMatchObject({ status: 400, errors: [{ in: 'header' }] });
  });

  test('of a request that is sent many times at once one does something', async () => {
    const send = () =>
      http.ask({
        method: 'POST',
        url: '/v1/entities/s0005/attributes',
        headers: { 'idempotency-key': 'k3' },
        body: { key: 'note', value: 'once' },
      });
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
    expect((await http.get('/v1/entities/s0005/attributes?key=note')).items).toHaveLength(1);
  });

  test('a dry run answers as the write would, and changes nothing', async () => {
    const version = await http.clusto.version();
    const request = { method: 'POST', url: '/v1/entities?dryRun=true', body: { name: 'dry', driver: 'pool' } } as const;
    const response = await http.ask(request);
    expect([response.statusCode, response.json().name, response.headers['clusto-dry-run']]).toEqual([
      200,
      'dry',
      'true',
    ]);
    const refused = await http.ask({ ...request, body: { name: 's0000', driver: 'pool' } });
    expect(refused.statusCode).toBe(409);
    expect(await http.clusto.version()).toBe(version);
  });

  test.each([
    ['an integer', 5, undefined, { datatype: 'int', value: 5 }],
    ['a fraction', 1.5, undefined, { datatype: 'float', value: 1.5 }],
    ['a text', 'five', undefined, { datatype: 'string', value: 'five' }],
    ['a flag', false, undefined, { datatype: 'bool', value: false }],
    ['a list', [1, { a: null }], undefined, { datatype: 'json', value: [1, { a: null }] }],
    ['null', null, undefined, { datatype: 'json', value: null }],
    ['a text as JSON', 'x', 'json', { datatype: 'string', value: 'x' }],
    ['a large integer', '9007199254740993', 'int', { datatype: 'int', value: '9007199254740993' }],
    ['a time', '2026-01-02T03:04:05Z', 'datetime', { datatype: 'datetime', value: '2026-01-02T03:04:05.000Z' }],
    ['an entity', 'sv3-001', 'relation', { datatype: 'relation', value: 'sv3-001' }],
  ])('%s is kept as what it is', async (_, value, datatype, kept) => {
    const url = '/v1/entities/s0004/attributes/kept';
    const body = { value, ...(datatype === undefined ? {} : { datatype }) };
    const response = await http.ask({ method: 'PUT', url, headers: { 'if-match': '*' }, body });
    expect(response.json()).toMatchObject(kept);
    expect(await http.get(url)).toMatchObject(kept);
  });

  test.each([
    ['unknown fields', { name: 'x', driver: 'pool', colour: 1 }, 'REQUEST_INVALID', '#/colour'],
    ['missing fields', { name: 'x' }, 'REQUEST_INVALID', '#/driver'],
    ['wrong types', { name: 5, driver: 'pool' }, 'REQUEST_INVALID', '#/name'],
    ['a name that is none', { name: 'a/b', driver: 'pool' }, 'NAME_INVALID', '#/name'],
    ['a driver that is none', { name: 'x', driver: 'nothing' }, 'DRIVER_UNKNOWN', '#/driver'],
    ['no JSON', '{"name": ', 'REQUEST_INVALID', '#'],
    ['a prototype', '{"__proto__": {"x": 1}, "name": "x", "driver": "pool"}', 'REQUEST_INVALID', '#'],
    [
      'depth',
      `{"name":"x","driver":"pool","properties":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
      'REQUEST_INVALID',
      '#',
    ],
  ])('%s in a body are told with their place', async (_, body, code, pointer) => {
    const response = await http.ask({ method: 'POST', url: '/v1/entities', body });
    expect(response.json()).toMatchObject({ status: 400, code, errors: [{ in: 'body', pointer }] });
    expect(response.body).not.toMatch(/\.ts\b|node_modules/);
  });
});
