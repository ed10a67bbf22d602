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

  test('what administers the server can be sent again: once it is done, and its secret is in no answer but the first', async () => {
    const send = (url: string, key: string, body: unknown) =>
      http.ask({ method: 'POST', url, headers: { 'idempotency-key': key }, body });
    const made = [
      ['/v1/tokens?message=for%20ci', { actor: 'ci', roles: ['reader'] }, 'token'],
      ['/v1/webhooks', { name: 'once', url: 'https://hooks.example.com/' }, 'secret'],
      ['/v1/webhooks/once/rotate', {}, 'secret'],
      ['/v1/calls/createToken', { calls: [[{ actor: 'ci', roles: ['reader'], scopes: [] }]] }, 'token'],
    ] as const;
    for (const [url, body, secret] of made) {
      const first = await send(url, url, body);
      expect(first.body, url).toContain(`"${secret}":"`);
      const value = first.body.split(`"${secret}":"`)[1]!.split('"')[0]!;
      const again = await send(url, url, body);
      expect([again.statusCode, again.body], url).toEqual([
        first.statusCode,
        first.body.replace(new RegExp(`,?"${secret}":"[^"]+"`), ''),
      ]);
      const kept = await http.clusto.write(({ answers }) => answers.find('tester', url));
      expect(kept?.body, url).not.toContain(value);
    }
    expect((await http.get('/v1/tokens')).items).toHaveLength(2);
    const other = await send('/v1/tokens?message=for%20ci', made[0][0], { actor: 'cd', roles: ['reader'] });
    expect(other.json()).toMatchObject({ status: 422, code: 'KEY_OF_ANOTHER' });
    expect(http.log.filter(({ id }) => id === 'HTTP_ADMINISTERED').map(({ detail }) => detail)).toContainEqual(
      expect.objectContaining({ actor: 'tester', operation: 'createToken', path: '/v1/tokens', why: 'for ci' }),
    );
  });

  test('a dry run of what administers the server makes nothing, and shows no secret', async () => {
    const [version, tokens] = [await http.clusto.version(), (await http.get('/v1/tokens')).items];
    const token = await http.ask({
      method: 'POST',
      url: '/v1/tokens?dryRun=true',
      body: { actor: 'dry', roles: ['reader'] },
    });
    expect([token.statusCode, token.headers['clusto-dry-run'], token.json()]).toEqual([
      200,
      'true',
      expect.not.objectContaining({ token: expect.anything() }),
    ]);
    const role = await http.ask({
      method: 'POST',
      url: '/v1/roles?dryRun=true',
      body: { name: 'dry', rules: ['read'] },
    });
    expect(role.json()).toMatchObject({ name: 'dry', rules: ['read'] });
    expect((await http.ask({ url: '/v1/roles/dry' })).statusCode).toBe(404);
    expect((await http.get('/v1/tokens')).items).toEqual(tokens);
    expect(await http.clusto.version()).toBe(version);
  });

  test('nobody overwrites what another has just made of a webhook, or of a role', async () => {
    await http.ask({
      method: 'POST',
      url: '/v1/webhooks',
      body: { name: 'edited', url: 'https://hooks.example.com/' },
    });
    await http.ask({ method: 'POST', url: '/v1/roles', body: { name: 'edited', rules: ['read'] } });
    const edits = [
      ['PATCH', '/v1/webhooks/edited', { query: 'type = server', merge: true }],
      ['PUT', '/v1/roles/edited', { rules: ['read where type = server'] }],
    ] as const;
    for (const [method, url, body] of edits) {
      const state = String((await http.ask({ url })).headers.etag);
      expect((await http.ask({ method, url, body })).json(), url).toMatchObject({ code: 'CONDITION_MISSING' });
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => http.ask({ method, url, body, headers: { 'if-match': state } })),
      );
      expect(
        answers.filter(({ statusCode }) => statusCode === 412),
        url,
      ).toHaveLength(3);
      const changed = answers.find(({ statusCode }) => statusCode === 200)!;
      const shown = await http.ask({ url });
      expect([shown.json(), shown.headers.etag], url).toEqual([changed.json(), changed.headers.etag]);
      expect(shown.json(), url).toMatchObject(body);
    }
    const patch = (body: unknown) =>
      http.ask({ method: 'PATCH', url: '/v1/webhooks/edited', headers: { 'if-match': '*' }, body });
    expect((await patch({ query: null })).json()).toMatchObject({ query: null, merge: true, state: 'active' });
    expect((await patch({ query: 'type = ' })).json()).toMatchObject({
      code: 'QUERY_INVALID',
      errors: [{ in: 'body', pointer: '#/query' }],
    });
    expect((await patch({ url: 'https://127.0.0.1/' })).json()).toMatchObject({ code: 'WEBHOOK_ADDRESS_REFUSED' });
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
