import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ApiClient, type ClientOptions, connectApi } from 'clusto/api';
import { ClustoException } from 'clusto';
import { askedPause, ownPause } from '../../packages/clusto/src/client/with-retries.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

/** The exception that something ends in. */
async function refusal(attempt: Promise<unknown>): Promise<ClustoException> {
  const error: unknown = await attempt.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ClustoException) return error;
  throw error;
}

describe.each(databases)('a client of a server ($name)', (kind) => {
  const served = useHttpServer(kind);
  let api: ApiClient;
  beforeAll(async () => {
    api = connectApi(await served.server.listen({ host: '127.0.0.1', port: 0 }));
  });
  afterAll(() => api.close());

  test('has a method for each endpoint, which takes its parameters and gives its body', async () => {
    const rack = await api.getEntity({
      entity: 'sv3-001',
      expand: ['contents.addresses'],
      fields: ['name', 'contents'],
    });
    expect(rack).toMatchObject({ name: 'sv3-001' });
    expect(rack.contents?.length).toBeGreaterThan(0);
    expect(await api.getEntity({ entity: 's0000', at: String(await served.clusto.version()) })).toMatchObject({
      type: 'server',
    });
  });

  test('writes once what it means once, and tells which version that is', async () => {
    const before = await served.clusto.version();
    const body = { name: 'web 1/a?', driver: 'penguinserver' } as const;
    // a slash is not allowed in names: the error is the one that the library throws
    expect(await refusal(api.createEntity({ body }))).toMatchObject({ code: 'NAME_INVALID', name: 'NameException' });
    const made = await api.ask('createEntity', { body: { ...body, name: 'web ü?' }, message: 'from afar' });
    expect(made).toMatchObject({ status: 201, version: before + 1, body: { name: 'web ü?' } });
    const { etag = '' } = await api.ask('getEntity', { entity: 'web ü?' });
    await api.changeEntity({ entity: 'web ü?', ifMatch: etag, body: { name: 'web1' } });
    const lost = api.changeEntity({ entity: 'web1', ifMatch: etag, body: { name: 'web2' } });
    expect(await refusal(lost)).toMatchObject({ code: 'CONDITION_FAILED' });
    expect(await api.deleteEntity({ entity: 'web1', ifMatch: '*', message: 'sold' })).toBeUndefined();
    const [entry] = await served.clusto.log({ limit: 1 });
    expect(entry).toMatchObject({ message: 'sold', source: 'http', actor: served.clusto.actor });
  });

  test('reads all pages, as they were when it began', async () => {
    const servers = await served.clusto.query('type = server');
    const last = servers
      .map(({ name }) => name)
      .sort()
      .at(-1);
    const names: string[] = [];
    for await (const { name = '' } of api.each('listEntities', { type: 'server', limit: 7 })) {
      if (names.length === 1) await served.clusto.rename(last ?? '', 'zzz');
      names.push(name);
    }
    await served.clusto.rename('zzz', last ?? '');
    expect(names).toEqual(servers.map(({ name }) => name).sort());
    expect(names.length).toBeGreaterThan(14);
  });

  test('throws what the server has thrown, with its values', async () => {
    const error = await refusal(api.getEntity({ entity: 'nobody' }));
    expect(error).toMatchObject({ code: 'ENTITY_NOT_FOUND', name: 'LookupException', detail: { name: 'nobody' } });
    expect(error.message).toBe('nobody does not exist.');
    for (const entity of ['', '.', '..'])
      expect(await refusal(api.getEntity({ entity }))).toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('follows what is committed, until it is read no more', async () => {
    const since = String(await served.clusto.version());
    await api.createEntity({ body: { name: 'follow1', driver: 'pool' } });
    const names: unknown[] = [];
    for await (const { entered } of api.follow('listChanges', { since, query: 'name startswith follow' })) {
      names.push(...(entered ?? []).map(({ name }) => name));
      if (names.length === 2) break;
      await api.createEntity({ body: { name: 'other', driver: 'pool' } });
      await api.createEntity({ body: { name: 'follow2', driver: 'pool' } });
    }
    expect(names).toEqual(['follow1', 'follow2']);
  });

  test('ends with the past, and says what is wrong with what is asked', async () => {
    const numbers: number[] = [];
    for await (const { number } of api.follow('listChanges', { since: '0', at: '3' })) numbers.push(number);
    expect(numbers).toEqual([1, 2, 3]);
    const first = async (given: object): Promise<unknown> =>
      api.follow('listChanges', given)[Symbol.asyncIterator]().next();
    expect(await refusal(first({ since: '999999' }))).toMatchObject({ code: 'VERSION_UNKNOWN' });
    expect(await refusal(first({ query: 'type =' }))).toMatchObject({ code: 'QUERY_INVALID' });
  });

  test('is told when nothing has changed', async () => {
    const { etag = '' } = await api.ask('getEntity', { entity: 's0000' });
    expect(await api.ask('getEntity', { entity: 's0000', ifNoneMatch: etag })).toMatchObject({ status: 304, etag });
  });
});

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers what a test says, one reply after the other; the last one for good. */
describe('a client whose server does not answer', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  async function against(replies: readonly Reply[], options: ClientOptions = {}) {
    const seen: IncomingMessage[] = [];
    const waited: number[] = [];
    const server = createServer((request, response) => {
      (replies[Math.min(seen.push(request), replies.length) - 1] as Reply)(request, response);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const api = connectApi(`http://127.0.0.1:${port}/below`, {
      wait: async (milliseconds) => void waited.push(milliseconds),
      ...options,
    });
    closing.push(() => (api.close(), server.closeAllConnections(), server.close()));
    return { api, seen, waited };
  }
  const fine: Reply = (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"clusto":"1","version":1,"types":{}}');
  const busy =
    (status: number, headers: Record<string, string> = {}): Reply =>
    (_, response) =>
      response.writeHead(status, headers).end('busy');
  const gone: Reply = (request) => request.socket.destroy();

  test('asks again, as late as it is told', async () => {
    const { api, waited } = await against([busy(503, { 'retry-after': '3' }), busy(429), gone, busy(502), fine]);
    expect(await api.getInventory()).toMatchObject({ version: 1 });
    expect(waited[0]).toBe(3000);
    expect(waited).toHaveLength(4);
  });

  test('sends a write again with the same key, and another one with another', async () => {
    const { api, seen } = await against([gone, gone, fine]);
    await api.createEntity({ body: { name: 'a', driver: 'pool' } });
    await api.createEntity({ body: { name: 'a', driver: 'pool' } });
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys.slice(0, 3)).toEqual([keys[0], keys[0], keys[0]]);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('looks for an answer that takes long until it is there', async () => {
    const json =
      (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
      (_, response) =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const kept = { key: 'k', status: null, version: null, body: null, isDone: false };
    const replies = [
      json(202, { key: 'k' }, { location: '/v1/answers/k' }),
      json(200, kept),
      gone,
      json(200, { ...kept, isDone: true, status: 200, version: 7, body: { items: [] } }),
    ];
    const { api, seen, waited } = await against(replies);
    const done = await api.ask('startMachines', { body: { names: ['v1000'] } });
    expect(done).toMatchObject({ status: 200, version: 7, body: { items: [] } });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /below/v1/operations/vm-start',
      ...Array<string>(3).fill('GET /below/v1/answers/k'),
    ]);
    expect(seen[0]?.headers['prefer']).toBe('respond-async, wait=20');
    expect(waited[0]).toBe(500);
    const problem = { code: 'NOT_A_MACHINE', detail: 's0000 is none.', values: { name: 's0000' } };
    const refused = await against([replies[0]!, json(200, { ...kept, isDone: true, status: 400, body: problem })]);
    const error = await refusal(refused.api.startMachines({ body: { names: ['s0000'] } }));
    expect(error).toMatchObject({ code: 'NOT_A_MACHINE', message: 's0000 is none.' });
  });

  test('gives up after so many times, and says why', async () => {
    const { api, seen } = await against([gone], { retries: 2 });
    expect(await refusal(api.getInventory())).toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(seen).toHaveLength(3);
    const busyOne = await against([busy(503)], { retries: 1 });
    expect(await refusal(busyOne.api.getInventory())).toMatchObject({
      code: 'SERVER_REFUSED',
      detail: { status: 503 },
    });
    const silent = await against([() => {}], { retries: 0, timeout: 50 });
    expect((await refusal(silent.api.getInventory())).message).toContain('there was no answer in time');
  });

  /** A stream that says where it begins, then this, and is cut off. */
  const stream =
    (text: string): Reply =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`id: 4\n\n${text}`);
      response.socket?.destroySoon();
    };
  const event = (number: number): string => `id: ${number}\nevent: version\ndata: {"number":${number}}\n\n`;

  test('goes on with a stream that was lost behind the last event that was told whole', async () => {
    const halves = `${event(5)}: still here\nid: 8\n\n${event(9).slice(0, -1)}`;
    const ended = stream(`${event(9)}event: end\ndata: {"reason":"lifetime"}\n\n`);
    const past = stream('event: end\ndata: {"reason":"past"}\n\n');
    const { api, seen } = await against([busy(503), stream(halves), gone, busy(502), busy(500), ended, past]);
    const outages: unknown[] = [];
    const told: number[] = [];
    const onOutage = (error: unknown): void => void outages.push(error && (error as ClustoException).code);
    for await (const { number } of api.follow('listChanges', { since: '4', onOutage })) told.push(number);
    expect(told).toEqual([5, 9]);
    expect(outages).toEqual(['SERVER_UNREACHABLE', null]);
    expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      undefined,
      '8',
      '8',
      '8',
      '8',
      '9',
    ]);
  });

  test('waits longer each time for a stream that only begins, and ends when it is refused', async () => {
    const { api, waited } = await against([...Array<Reply>(6).fill(stream('')), busy(401)]);
    const told = Array.fromAsync(api.follow('listChanges', { since: '4' }));
    expect(await refusal(told)).toMatchObject({ code: 'SERVER_REFUSED', detail: { status: 401 } });
    expect(waited).toHaveLength(6);
    expect(waited[5]).toBeGreaterThan((waited[0] as number) * 4);
    const nowhere = await against([gone], { retries: 1 });
    const nothing = Array.fromAsync(nowhere.api.follow('listChanges'));
    expect(await refusal(nothing)).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });

  test('ends a stream with the client, or with the signal that it was given', async () => {
    const open: Reply = (_, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`id: 4\n\n${event(5)}`);
    const { api } = await against([open]);
    const ended = new AbortController();
    for await (const _ of api.follow('listChanges', { signal: ended.signal })) ended.abort();
    for await (const _ of api.follow('listChanges')) api.close();
  });

  test('does not repeat what another attempt would not change', async () => {
    const { api, seen } = await against([busy(500)]);
    expect(await refusal(api.getInventory())).toMatchObject({ code: 'SERVER_REFUSED' });
    expect(seen).toHaveLength(1);
  });

  test('ends when its caller does', async () => {
    const controller = new AbortController();
    const { api } = await against([() => controller.abort(new Error('enough'))]);
    await expect(api.getInventory({ signal: controller.signal })).rejects.toThrow('enough');
  });

  const told =
    (version: number, headers: Record<string, string> = {}): Reply =>
    (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'clusto-version': String(version), ...headers })
        .end('{}');
  const problem =
    (code: string, values: object, headers: Record<string, string> = {}): Reply =>
    (_, response) =>
      response
        .writeHead(404, { 'content-type': 'application/problem+json', ...headers })
        .end(JSON.stringify({ code, detail: `it is ${code}`, values }));

  test('asks for what it has written, unless it is told otherwise', async () => {
    const body = { name: 'a', driver: 'pool' } as const;
    const unknown = problem('VERSION_UNKNOWN', { version: 7, latest: 3 });
    const replies = [told(5), told(7), told(9), told(8, { 'clusto-dry-run': 'true' })];
    const { api, seen } = await against([...replies, ...Array<Reply>(5).fill(told(9)), unknown, told(3)]);
    await api.getInventory();
    await api.createEntity({ body });
    await api.getInventory();
    await api.createEntity({ body, dryRun: true });
    await api.getEntity({ entity: 'a' });
    await api.getEntity({ entity: 'a', atLeast: 0 });
    await api.getEntity({ entity: 'a', atLeast: 4 });
    await api.getEntity({ entity: 'a', at: '2' });
    await api.listEntities({ cursor: 'x' });
    // such as after a backup was restored
    expect(await refusal(api.getInventory())).toMatchObject({ code: 'VERSION_UNKNOWN' });
    await api.getInventory();
    const asked = seen.map(({ headers }) => headers['clusto-at-least']);
    const none = undefined;
    expect(asked).toEqual([none, none, '7', '7', '7', none, '4', none, none, '7', none]);
    const other = await against([told(5)], { readOwnWrites: false });
    await other.api.createEntity({ body });
    await other.api.getInventory();
    expect(other.seen[1]?.headers).not.toHaveProperty('clusto-at-least');
  });

  test('says both versions where the server has another one', async () => {
    const next = await against([told(1, { 'clusto-api': '2.1.0' })]);
    expect(await refusal(next.api.getInventory())).toMatchObject({
      code: 'SERVER_OTHER',
      message: `${next.api.url} speaks version 2.1.0 of the HTTP API, and this program version 1.0.0: the first numbers have to be the same.`,
    });
    expect(await refusal(Array.fromAsync(next.api.follow('listChanges')))).toMatchObject({ code: 'SERVER_OTHER' });
    const route = problem('ROUTE_UNKNOWN', { method: 'POST', path: '/v1/calls/version' });
    const old: Reply = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"clusto":"0.0.9"}');
    const verb = { verb: 'version', body: { calls: [[]] } };
    const older = await against([route, old]);
    expect((await refusal(older.api.callVerb(verb))).message).toMatch(
      /runs clusto 0\.0\.9, which does not know POST \/below\/v1\/calls\/version; clusto \d+\.\d+\.\d+ asks for it\.$/,
    );
    const shy = await against([problem('ROUTE_UNKNOWN', {}, { 'clusto-api': '1.0.0' })]);
    expect((await refusal(shy.api.callVerb(verb))).message).toContain('runs version 1.0.0 of the API, which');
    const elsewhere = await against([route]);
    expect(await refusal(elsewhere.api.callVerb(verb))).toMatchObject({ code: 'ROUTE_UNKNOWN' });
  });

  test('follows no redirection, and asks no proxy', async () => {
    const elsewhere = await against([fine]);
    const { port } = new URL(elsewhere.api.url);
    const { api } = await against([busy(307, { location: `http://127.0.0.1:${port}/v1` })], { token: 'clusto_geheim' });
    process.env['HTTP_PROXY'] = elsewhere.api.url;
    process.env['http_proxy'] = elsewhere.api.url;
    try {
      const error = await refusal(api.getInventory());
      expect(error).toMatchObject({ code: 'SERVER_REFUSED', detail: { status: 307 } });
      expect(JSON.stringify(error)).not.toContain('geheim');
      expect(elsewhere.seen).toHaveLength(0);
    } finally {
      delete process.env['HTTP_PROXY'];
      delete process.env['http_proxy'];
    }
  });

  test('keeps the path of its address, and says who asks in a header alone', async () => {
    const { api, seen } = await against([fine], { token: 'clusto_geheim' });
    await api.getInventory();
    expect(seen[0]).toMatchObject({ url: '/below/v1', headers: { authorization: 'Bearer clusto_geheim' } });
  });
});

describe('the address of a server', () => {
  const refused = (address: string, options: ClientOptions = {}): string => {
    try {
      connectApi(address, options).close();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('has no secrets, and is encrypted where a token is sent', () => {
    expect(refused('https://me:geheim@host')).toContain('without a name and a password');
    expect(refused('https://me:geheim@host')).not.toContain('geheim');
    expect(refused('http://clusto.example.com', { token: 'x' })).toContain('https');
    expect(refused('http://localhost:9840', { token: 'x' })).toBe('');
    expect(refused('http://clusto.example.com')).toBe('');
    for (const address of ['ftp://host', 'host', 'https://host?a=b']) expect(refused(address)).not.toBe('');
  });

  test('is vouched for by a certificate, which is looked at', async () => {
    const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../examples', name));
    const [cert, key] = [file('self-signed.cert.pem'), file('self-signed.key.pem')];
    const server = createTlsServer({ cert, key }, (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"version":7}'),
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = `https://localhost:${(server.address() as AddressInfo).port}`;
    try {
      using trusting = connectApi(address, { ca: cert, retries: 0 });
      expect(await trusting.getInventory()).toMatchObject({ version: 7 });
      using doubting = connectApi(address, { retries: 0 });
      expect((await refusal(doubting.getInventory())).message).toMatch(/self.signed certificate/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('how long is waited', () => {
  test('is what Retry-After says, in seconds or as a time, and a minute at most', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(askedPause('2', now)).toBe(2000);
    expect(askedPause('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000);
    expect(askedPause('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(askedPause('86400', now)).toBe(60_000);
    expect(askedPause('soon', now)).toBeUndefined();
    expect(askedPause(undefined, now)).toBeUndefined();
  });

  test('doubles up to ten seconds, and is not the same for all', () => {
    expect([0, 1, 2, 10].map((attempt) => ownPause(attempt, 0))).toEqual([100, 200, 400, 5000]);
    expect([0, 1, 2, 10].map((attempt) => ownPause(attempt, 1))).toEqual([200, 400, 800, 10_000]);
  });
});
