import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';
import { useHttpService } from '../support/http-service.ts';

const [sqlite] = databases;

describe.each(databases)('on $name hostile input gets a clear answer', (kind) => {
  const http = useHttpServer(kind);

  /** The status, and the code of the problem; none is a mistake of the server. */
  async function asked(request: Parameters<typeof http.ask>[0]): Promise<string> {
    const response = await http.ask(request);
    expect(response.statusCode, response.body).toBeLessThan(500);
    if (response.statusCode < 400) return String(response.statusCode);
    const { status, code, ...rest } = response.json();
    expect(status).toBe(response.statusCode);
    expect(JSON.stringify(rest)).not.toMatch(/node_modules|\.ts:\d|select |SQLITE/);
    return `${status} ${code}`;
  }
  const read = (url: string): Promise<string> => asked({ url });
  const write = (body: string, url = '/v1/entities'): Promise<string> =>
    asked({ method: 'POST', url, body, headers: { 'if-match': '*' } });

  test.each([
    ['/v1/../etc/passwd', '404 ROUTE_UNKNOWN'],
    ['/v1/entities/..%2f..%2fetc%2fpasswd', '404 ENTITY_NOT_FOUND'],
    ['/v1/entities/%2e%2e', '404 ROUTE_UNKNOWN'],
    ['/v1/entities/%252e%252e%252f', '404 ENTITY_NOT_FOUND'],
    ['/v1/entities/%00', '404 ENTITY_NOT_FOUND'],
    ['/v1/entities/s0000%00', '404 ENTITY_NOT_FOUND'],
    // an overlong form of a slash, and half of a pair
    ['/v1/entities/%c0%af', '400 REQUEST_INVALID'],
    ['/v1/entities/%ed%a0%80', '400 REQUEST_INVALID'],
    ['/v1/entities/%', '400 REQUEST_INVALID'],
    ['/v1//entities', '404 ROUTE_UNKNOWN'],
    ['/V1/entities', '404 ROUTE_UNKNOWN'],
    ['/v1/entities/s0000;jsessionid=1', '404 ENTITY_NOT_FOUND'],
    [`/v1/entities/${'x'.repeat(300)}`, '400 REQUEST_INVALID'],
    [`/v1/entities/${'x'.repeat(5000)}`, '400 REQUEST_INVALID'],
    [`/v1/entities?query=${'x'.repeat(9000)}`, '414 URL_TOO_LONG'],
    ['/v1/problems/__proto__', '400 REQUEST_INVALID'],
    ['/v1/problems/CONSTRUCTOR', '404 PROBLEM_UNKNOWN'],
    ['/v1/drivers/__proto__', '400 DRIVER_UNKNOWN'],
    ['/v1/drivers/constructor', '400 DRIVER_UNKNOWN'],
    ['/v1/entities/s0000/attributes/__proto__.polluted', '404 ATTRIBUTE_NOT_FOUND'],
  ])('the path %.60s', async (url, answer) => {
    expect(await read(url)).toBe(answer);
  });

  test.each([
    ['limit=100&limit=5', '400 REQUEST_INVALID'],
    ['at=1&at=2', '400 REQUEST_INVALID'],
    ['limit=1e9', '400 REQUEST_INVALID'],
    ['limit=99999999999999999999', '400 REQUEST_INVALID'],
    ['limit=-1', '400 REQUEST_INVALID'],
    ['limit=NaN', '400 REQUEST_INVALID'],
    ['at=99999999999999999999', '400 ARGUMENT_INVALID'],
    ['__proto__=1', '400 REQUEST_INVALID'],
    ['__proto__[polluted]=1', '400 REQUEST_INVALID'],
    ['constructor.prototype.polluted=1', '400 REQUEST_INVALID'],
    ['expand=contents.contents.contents.attributes', '400 REQUEST_INVALID'],
    [`expand=${Array.from({ length: 21 }, () => 'ports').join(',')}`, '400 REQUEST_INVALID'],
    ['sort=name;drop table entities', '400 REQUEST_INVALID'],
    ["query=name%20%3D%20'%20or%201%3D1%20--", '400 QUERY_INVALID'],
    [`query=${'('.repeat(2000)}`, '400 QUERY_INVALID'],
    [`query=${'not%20'.repeat(800)}name%20%3D%20x`, '400 QUERY_INVALID'],
    ['query=name%20%3D%20%00', '400 QUERY_INVALID'],
    ['query=name%20%3D%20%22%00%22', '400 QUERY_INVALID'],
    ['message=a%0d%0aset-cookie:%20x', '400 REQUEST_INVALID'],
  ])('the query %.60s', async (query, answer) => {
    expect(await read(`/v1/entities?${query}`)).toBe(answer);
  });

  test('patterns that explode elsewhere cost as much as they are long', async () => {
    const name = 'a'.repeat(5000);
    expect(await write(JSON.stringify({ key: 'long', value: name }), '/v1/entities/s0000/attributes')).toBe('201');
    const stars = encodeURIComponent(`${'*a'.repeat(200)}*b`);
    expect(await read(`/v1/entities?query=${encodeURIComponent('name = ')}${stars}`)).toBe('200');
    expect(await read(`/v1/entities?query=${encodeURIComponent('attr long = ')}${stars}`)).toBe('200');
    expect(await read(`/v1/entities/s0000/attributes?glob=true&key=${stars}`)).toBe('200');
    // what would be a regular expression elsewhere is text
    expect(await read(`/v1/entities/s0000/attributes?key=${encodeURIComponent('(a+)+$')}`)).toBe('200');
  }, 10_000);

  test.each([
    ['{"__proto__": {"polluted": 1}, "name": "x", "driver": "pool"}', '400 REQUEST_INVALID'],
    ['{"constructor": {"prototype": {"polluted": 1}}, "name": "x", "driver": "pool"}', '400 REQUEST_INVALID'],
    ['{"name": "x", "driver": "pool", "properties": {"constructor": 1}}', '400 ARGUMENT_INVALID'],
    ['{"name": "x", "driver": "constructor"}', '400 DRIVER_UNKNOWN'],
    ['{"name": {"$gt": ""}, "driver": "pool"}', '400 REQUEST_INVALID'],
    ['{"name": "a\\u0000b", "driver": "pool"}', '400 NAME_INVALID'],
    ['{"name": "a\\r\\nb", "driver": "pool"}', '400 NAME_INVALID'],
    ['{"name": "\\ud800", "driver": "pool"}', '400 NAME_INVALID'],
    ['[]', '400 REQUEST_INVALID'],
    ['null', '400 REQUEST_INVALID'],
    ['{"name": 1e400, "driver": "pool"}', '400 REQUEST_INVALID'],
    ['{"name": "x"', '400 REQUEST_INVALID'],
    ['\uFEFF{"name": ', '400 REQUEST_INVALID'],
  ])('the body %.60s', async (body, answer) => {
    expect(await write(body)).toBe(answer);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('a body that is deep, or wide, is refused before anything goes through it', async () => {
    const deep = `{"key": "x", "value": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await write(deep, '/v1/entities/s0000/attributes')).toBe('400 REQUEST_INVALID');
    const wide = JSON.stringify({ items: Array.from({ length: 10_001 }, () => ({ do: 'delete', entity: 'x' })) });
    expect(await write(wide, '/v1/bulk')).toBe('400 REQUEST_INVALID');
  });

  const call = (verb: string, ...given: unknown[]): Promise<string> =>
    write(JSON.stringify({ calls: [given] }), `/v1/calls/${verb}`);

  test('no request brings a regular expression', async () => {
    const bad = '^(a+)+$';
    expect(await call('showAttributes', [{ $: 'pattern', value: [bad, ''] }], [], {})).toBe('400 REQUEST_INVALID');
    expect(
      await write(JSON.stringify({ key: 'a', value: `${'a'.repeat(40)}!` }), '/v1/entities/s0001/attributes'),
    ).toBe('201');
    const { id, name, type, driver } = await http.clusto.getByName('s0001');
    const thing = { $: 'entity', value: { id, name, type, driver } };
    // a filter that the library takes, and a call does not
    const parts = [{ key: 'a', value: bad, regex: true }];
    const answer = await http.ask({
      method: 'POST',
      url: '/v1/calls/showAttributes',
      body: { calls: [[[thing], parts, {}]] },
    });
    expect(answer.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '#/calls/0/1/0/regex' }] });
  }, 5000);

  test.each([
    [
      'an entity that is forged',
      'showAttributes',
      [[{ $: 'entity', value: { id: 1e15, name: 'x' } }], [], {}],
      '404 ENTITY_NOT_FOUND',
    ],
    ['an error', 'suggest', [{ $: 'error', value: { code: 'UNEXPECTED', message: 'x' } }], '400 REQUEST_INVALID'],
    ['an integer without an end', 'version', [{ $: 'bigint', value: '9'.repeat(5000) }], '400 REQUEST_INVALID'],
    ['what is no value', 'version', [{ $: '__proto__', value: {} }], '400 REQUEST_INVALID'],
    ['a prototype', 'describeEntity', [JSON.parse('{"__proto__": {"polluted": 1}}')], '400 REQUEST_INVALID'],
    ['a verb that is none', 'constructor', [], '404 ROUTE_UNKNOWN'],
  ])('a call with %s', async (_, verb, given, answer) => {
    expect(await call(verb, ...given)).toBe(answer);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('many names are one look, whether or not they are there', async () => {
    const names = Array.from({ length: 36 }, (_, index) => `s${String(index).padStart(4, '0')}`);
    const ask = (more: readonly string[]) => () => call('findEntities', [...names, ...more], {});
    const one = await countStatements(() => call('findEntities', names.slice(0, 2), {}));
    expect(await countStatements(ask([]))).toBe(one);
    const absent = Array.from({ length: 5000 }, (_, index) => `absent${index}`);
    expect(await countStatements(ask(absent))).toBeLessThan(one + 15);
    expect(await ask(absent)()).toBe('404 ENTITY_NOT_FOUND');
  });

  /** Declarations that are small, and were large or slow where each part is looked at again and again. */
  const declared = {
    'aliases of aliases': [
      'a: &a0 x',
      ...Array.from({ length: 30 }, (_, index) => `b${index}: &a${index + 1} [*a${index}, *a${index}]`),
    ].join('\n'),
    'a list in a list in a list': '- '.repeat(5000),
    'brackets without an end': `name: ${'['.repeat(5000)}`,
    'a key twice': 'name: x\ndriver: pool\nname: y',
    'a prototype': '__proto__: {polluted: 1}\nname: x\ndriver: pool',
    'a great many keys': `{${Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join(', ')}}`,
  };
  test.each(Object.entries(declared))(
    'a file with %s declares nothing',
    async (_, file) => {
      const body = JSON.stringify({ files: [{ name: 'a.yaml', text: file }] });
      expect(await write(body, '/v1/operations/plan')).toBe('400 ENTRIES_INVALID');
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
    10_000,
  );

  test.each([
    ['levels', `{${'entities{items{contents{'.repeat(300)}name${'}}}'.repeat(300)}}`],
    ['fields', `{${'entity(name:"s0000"){name}'.repeat(3500)}}`],
    ['names', `{${Array.from({ length: 2000 }, (_, index) => `a${index}:entity(name:"s0000"){name}`).join(' ')}}`],
    [
      'fragments',
      `{...f0} ${Array.from({ length: 60 }, (_, index) => `fragment f${index} on Query{...f${index + 1} ...f${index + 1}}`).join(' ')} fragment f60 on Query{version}`,
    ],
    ['fragments in a ring', '{...a} fragment a on Query{...b} fragment b on Query{...a}'],
    ['directives', `{version ${'@skip(if:false)'.repeat(6000)}}`],
  ])('a query of GraphQL with too many %s is not begun with', async (_, query) => {
    const { data, errors } = (await http.ask({ method: 'POST', url: '/v1/graphql', body: { query } })).json();
    expect([data, errors?.length]).toEqual([undefined, 1]);
  });

  test('a body that is compressed is refused, however small it is', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'x']) {
      const response = await http.server.inject({
        method: 'POST',
        url: '/v1/entities',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        payload: gzipSync(Buffer.alloc(8_000_000, 32)),
      });
      expect(response.json()).toMatchObject({ status: 415, code: 'MEDIA_UNSUPPORTED' });
    }
  });

  test('a forged cursor, and one of another list, go nowhere', async () => {
    const { next } = await http.get('/v1/entities?limit=1');
    expect(await read(`/v1/entities?limit=1&cursor=${next}`)).toBe('200');
    const bytes = Buffer.from(next, 'base64url');
    const flipped = Buffer.from(bytes.map((byte, index) => (index === bytes.length - 2 ? byte ^ 1 : byte)));
    const forged = [
      'x',
      'A'.repeat(40),
      flipped.toString('base64url'),
      `${next.slice(0, 30)}`,
      '%00',
      next.toUpperCase(),
    ];
    for (const cursor of forged) expect(await read(`/v1/entities?limit=1&cursor=${cursor}`)).toBe('400 CURSOR_INVALID');
    expect(await read(`/v1/entities?sort=-name&cursor=${next}`)).toBe('400 CURSOR_INVALID');
    expect(await read(`/v1/entities?at=1&cursor=${next}`)).toBe('400 CURSOR_INVALID');
  });

  test.each([
    '"',
    '""',
    '"1',
    'W/"*"',
    '"99999999999999999999"',
    '"-1"',
    '"1e3"',
    '"0x1"',
    '*'.repeat(9),
    '"1" "2"',
    ',',
  ])('the forged state %s changes nothing', async (tag) => {
    const headers = { 'if-match': tag };
    const request = { method: 'DELETE', url: '/v1/entities/webservers', headers } as const;
    expect(await asked(request)).toBe('412 CONDITION_FAILED');
    expect(await asked({ url: '/v1/entities/webservers', headers: { 'if-none-match': tag } })).toBe('200');
  });

  test('where the database is, is nothing for a caller to know', async () => {
    const reason = 'connect ECONNREFUSED 10.1.2.3:5432';
    const failed = failure('DATABASE_UNAVAILABLE', { dsn: 'postgres://clusto@db.internal/clusto', reason });
    vi.spyOn(http.clusto, 'version').mockImplementationOnce(() => {
      throw failed;
    });
    const answer = await http.ask({ url: '/v1/entities' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.body).not.toMatch(/db\.internal|10\.1\.2\.3/);
    expect(http.log.at(-2)).toMatchObject({
      id: 'HTTP_UNSERVED',
      detail: {
        status: 503,
        code: 'DATABASE_UNAVAILABLE',
        reason: failed.message,
        request: http.log.at(-1)?.detail['request'],
      },
    });
    vi.spyOn(http.clusto, 'version').mockRejectedValueOnce(failed).mockRejectedValueOnce(failed);
    const before = http.log.length;
    for (const status of [503, 503, 200, 200]) expect((await http.ask({ url: '/readyz' })).statusCode).toBe(status);
    const told = http.log.slice(before).filter(({ id }) => id !== 'HTTP_REQUEST');
    expect(told.map(({ id }) => id)).toEqual(['HTTP_DATABASE_LOST', 'HTTP_DATABASE_BACK']);
    expect(told[0]?.detail['reason']).toContain('10.1.2.3');
  });

  test('an Idempotency-Key is one text of a caller, and no way around a condition', async () => {
    const put = (key: string, value: number, match = '*'): Promise<string> =>
      asked({
        method: 'PUT',
        url: '/v1/entities/s0000/attributes/note',
        headers: { 'idempotency-key': key, 'if-match': match },
        body: { value },
      });
    expect(await put('x'.repeat(256), 1)).toBe('400 REQUEST_INVALID');
    expect(await put('', 1)).toBe('400 REQUEST_INVALID');
    expect(await put('__proto__', 1)).toBe('200');
    expect(await put('__proto__', 2)).toBe('422 KEY_OF_ANOTHER');
    expect(await put('__proto__', 1, '"1"')).toBe('422 KEY_OF_ANOTHER');
    expect(await put("'; delete from answers --", 3)).toBe('200');
    expect(await put('\u0000', 3)).toBe('400 REQUEST_INVALID');
  });
});

describe('over a socket', () => {
  const { start } = useHttpService(sqlite!);
  const talk = async (url: string, bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };

  test.each([
    ['two lengths', 'POST /v1/entities HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n'],
    [
      'a length and pieces',
      'POST /v1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header with a line of its own', 'GET /v1 HTTP/1.1\r\nhost: localhost\r\nx: a\rb\r\n\r\n'],
    ['a header with NUL', 'GET /v1 HTTP/1.1\r\nhost: localhost\r\nx: \0\r\n\r\n'],
    ['a header that goes on', 'GET /v1 HTTP/1.1\r\nhost: localhost\r\nx: a\r\n b\r\n\r\n'],
    ['no host', 'GET /v1 HTTP/1.1\r\n\r\n'],
    ['a space in the path', 'GET /v1/a b HTTP/1.1\r\nhost: localhost\r\n\r\n'],
  ])('%s is no request', async (_, bytes) => {
    const { url } = await start();
    expect(await talk(url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a client that takes nothing of its answers is left, and costs no more than they are', async () => {
    const { url, context } = await start({ idleTimeout: 200 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    const asked = 200;
    socket.write('GET /v1/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(asked));
    const open = async (): Promise<number> =>
      Number((await context.metrics.getSingleMetricAsString('clusto_http_requests_open')).split(' ').at(-1));
    await vi.waitFor(async () => expect(await open()).toBeGreaterThan(0), 5000);
    await vi.waitFor(async () => expect(await open()).toBe(0), 5000);
    const whole = Buffer.byteLength(await (await fetch(`${url}/v1/openapi.json`)).text());
    let taken = 0;
    socket.on('data', (data) => (taken += data.length));
    await once(socket.resume(), 'close');
    expect(taken).toBeLessThan(whole * asked);
  });

  test('many connections that say little and slowly are ended, while others are answered', async () => {
    const { url } = await start({ requestTimeout: 200 });
    const port = Number(new URL(url).port);
    const slow = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    const ended = slow.map(async (socket, index) => {
      // that it is ended is only noticed by who reads
      socket.resume();
      socket.on('error', () => {});
      socket.write(
        index % 2 === 0
          ? 'GET /v1 HTTP/1.1\r\nx:'
          : 'POST /v1/entities HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      );
      const drip = setInterval(() => socket.write(' '), 50);
      await once(socket, 'close');
      clearInterval(drip);
    });
    expect((await fetch(`${url}/v1`)).status).toBe(200);
    await Promise.all(ended);
  });
});
