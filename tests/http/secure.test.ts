import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type ClientHttp2Session, constants, type SecureClientSessionOptions } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { useHttpService } from '../support/http-service.ts';

const data = join(import.meta.dirname, '../data/tls');
const authority = readFileSync(join(data, 'first.crt'), 'utf8');
const { start } = useHttpService(databases[0]!);

let folder: string;
const use = (name: string): void => {
  for (const kind of ['crt', 'key']) copyFileSync(join(data, `${name}.${kind}`), join(folder, `server.${kind}`));
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusto-tls-'));
  use('first');
});
const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  rmSync(folder, { recursive: true });
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const files = (): object => ({ certificate: join(folder, 'server.crt'), certificateKey: join(folder, 'server.key') });

function open(url: string, options: SecureClientSessionOptions = { ca: authority }): ClientHttp2Session {
  const session = connect(url, options);
  sessions.push(session);
  return session;
}

async function ask(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
  return { status: Number(answer[':status']), headers: answer, text: await text(stream) };
}

/** The name in the certificate that is shown to a new connection. */
async function shown(url: string): Promise<unknown> {
  const socket = connectTls({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}

test('HTTP/2 and HTTP/1.1 are spoken at the same port, and browsers are told to come with TLS only', async () => {
  const { url, remotes } = await start(files());
  const { status, headers } = await ask(open(url), { ':path': '/v1' });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'strict-transport-security': expect.any(String),
    'clusto-version': expect.any(String),
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  request(`${url}/v1`, { ca: authority }, (answer) => resolve(`${answer.httpVersion} ${answer.statusCode}`)).end();
  expect(await promise).toBe('1.1 200');
  await vi.waitFor(() => expect(remotes).toEqual(['127.0.0.1', '127.0.0.1']));
});

test('a web page with a name of its own is refused over HTTP/2, too', async () => {
  const { url } = await start(files());
  expect((await ask(open(url), { ':path': '/v1', ':authority': 'evil.example' })).status).toBe(421);
});

test('what is written over HTTP/2 is read', async () => {
  const { url } = await start(files());
  const headers = { ':path': '/v1/entities', ':method': 'POST', 'content-type': 'application/json' };
  const { status } = await ask(open(url), headers, JSON.stringify({ name: 'pool01', driver: 'pool' }));
  expect(status).toBe(201);
});

test('a body that does not come, and headers without an end, cost no more than a moment', async () => {
  const { url } = await start({ ...files(), requestTimeout: 100 });
  const stream = open(url).request({
    ':path': '/v1/entities',
    ':method': 'POST',
    'content-type': 'application/json',
  });
  stream.write('{');
  const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(answer[':status']).toBe(408);
  stream.close(constants.NGHTTP2_CANCEL);
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`x-${index}`, 'y'.repeat(1000)]));
  const large = await ask(open(url), { ':path': '/v1', ...many });
  expect([large.status, JSON.parse(large.text)]).toMatchObject([431, { code: 'HEADERS_TOO_LARGE' }]);
});

test('nothing is timed any more when an answer is there, whether or not the body was read', async () => {
  const begun = vi.spyOn(globalThis, 'setTimeout');
  const ended = vi.spyOn(globalThis, 'clearTimeout');
  const { url } = await start({ ...files(), requestTimeout: 12_345 });
  const session = open(url);
  const post = { ':path': '/v1/entities', ':method': 'POST' };
  expect((await ask(session, { ':path': '/v1' })).status).toBe(200);
  expect((await ask(session, { ...post, 'content-type': 'application/json' }, '{}')).status).toBe(400);
  expect((await ask(session, { ...post, 'content-type': 'image/png' }, 'x')).status).toBe(415);
  const timers = begun.mock.calls.flatMap(([, delay], index) =>
    delay === 12_345 ? [begun.mock.results[index]?.value] : [],
  );
  expect(timers).toHaveLength(2);
  await vi.waitFor(() => expect(ended.mock.calls.map(([timer]) => timer)).toEqual(expect.arrayContaining(timers)));
});

test('a renewed certificate is shown by a reload, and a broken one is refused', async () => {
  const { url, service, context } = await start(files());
  expect(await shown(url)).toBe('first');
  use('second');
  await service.reload(context);
  expect(await shown(url)).toBe('second');
  writeFileSync(join(folder, 'server.crt'), 'broken');
  await expect(service.reload(context)).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' });
  expect(await shown(url)).toBe('second');
});

test('a renewed certificate is noticed without being told', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { url, log } = await start(files());
  // its key does not come in the same moment
  copyFileSync(join(data, 'second.crt'), join(folder, 'server.crt'));
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(() => expect(log).toContain('HTTP_CERTIFICATE_REFUSED'));
  use('second');
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(() => expect(log).toContain('HTTP_CERTIFICATE_RENEWED'));
  expect(await shown(url)).toBe('second');
});

test('a server does not start with a key of another certificate', async () => {
  copyFileSync(join(data, 'second.key'), join(folder, 'server.key'));
  await expect(start(files())).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' });
});

test.each(['1.1', '2.0'])(
  'a certificate of a client says who asks over HTTP/%s, if its authority is the configured one',
  async (version) => {
    const { url } = await start({ ...files(), clientAuthority: join(data, 'second.crt'), authentication: 'required' });
    const read = (name: string): string => readFileSync(join(data, name), 'utf8');
    const as = async (name: string): Promise<number> => {
      const client = { ca: authority, cert: read(`${name}.crt`), key: read(`${name}.key`) };
      if (version === '2.0') return (await ask(open(url, client), { ':path': '/v1/names' })).status;
      const { promise, resolve } = Promise.withResolvers<number>();
      request(`${url}/v1/names`, client, ({ statusCode = 0 }) => resolve(statusCode)).end();
      return promise;
    };
    expect(await as('second')).toBe(200);
    expect(await as('first')).toBe(401);
  },
);

test('versions are told over HTTP/2 as they are committed, until the server ends', async () => {
  const { url, service } = await start(files());
  const stream = open(url).request({ ':path': '/v1/changes?since=0', accept: 'text/event-stream' });
  const told = text(stream);
  const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(answer).toMatchObject({ ':status': 200, 'content-type': 'text/event-stream' });
  await once(stream, 'data');
  await service.drain();
  expect(await told).toMatch(/event: version\ndata: {"number":1,.*event: end\ndata: {"reason":"shutdown"}\n\n$/s);
});

test('streams that are open are finished before the server ends', async () => {
  const { url, service } = await start(files());
  const session = open(url);
  await ask(session, { ':path': '/healthz' });
  const gone = once(session, 'close');
  await service.drain();
  await gone;
});
