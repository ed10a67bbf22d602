import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { BasicVirtualServer } from '../../packages/clusto/src/drivers/devices/basic-virtual-server.ts';
import { type MachineStatus, type StepOptions } from '../../packages/clusto/src/drivers/machines/virtual-machine.ts';
import { findAnswer } from '../../packages/clusto/src/operations/answers/find-answer.ts';
import { answerOutside, type KeptAnswer } from '../../packages/clusto/src/operations/answers/repeatable.ts';
import { databases } from '../support/databases.ts';
import { type RunningServer, useHttpService } from '../support/http-service.ts';
import { useClusto } from '../support/use-clusto.ts';

/** What became of questions to the hypervisor, in their order. */
const told: string[] = [];
let answer: PromiseWithResolvers<MachineStatus>;

/** A machine whose hypervisor takes its time. */
class SlowMachine extends BasicVirtualServer {
  static override readonly driverName: string = 'slowmachine';
  async vmCreate(): Promise<void> {}
  async vmStart(): Promise<void> {}
  async vmDelete(): Promise<void> {}
  async vmRepair(): Promise<void> {}
  async vmStatus({ signal }: StepOptions): Promise<MachineStatus> {
    told.push(`asked ${this.name}`);
    signal?.addEventListener('abort', () => {
      told.push(`stopped ${this.name}`);
      answer.reject(failure('INTERRUPTED', { action: 'asking' }));
    });
    return answer.promise;
  }
}

beforeEach(() => {
  told.length = 0;
  answer = Promise.withResolvers();
});

const running: MachineStatus = { state: 'running', detail: 'running' };
const { start } = useHttpService(databases[0]!, [SlowMachine]);
const path = '/v1/operations/vm-status';
const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"names":["m1"]}' };

async function startWithMachine(settings: object = {}): Promise<RunningServer> {
  const server = await start(settings);
  await server.inventory.create(SlowMachine, 'm1');
  return server;
}

describe('a connection whose request is being worked on is not idle', () => {
  const tls = join(import.meta.dirname, '../data/tls');
  const ca = readFileSync(join(tls, 'first.crt'), 'utf8');
  const files = { certificate: join(tls, 'first.crt'), certificateKey: join(tls, 'first.key') };

  test('over HTTP/1.1', async () => {
    const { url } = await startWithMachine({ idleTimeout: 100 });
    const answered = fetch(`${url}${path}`, asked);
    await vi.waitFor(() => expect(told).toEqual(['asked m1']));
    // both begin to be idle now, and one of them is
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    await once(idle.resume(), 'close');
    answer.resolve(running);
    expect((await answered).status).toBe(200);
  });

  test('over HTTP/2', async () => {
    const { url } = await startWithMachine({ ...files, idleTimeout: 100 });
    const session = connectHttp2(url, { ca });
    const stream = session.request({ ':path': path, ':method': 'POST', 'content-type': 'application/json' });
    stream.end(asked.body);
    await vi.waitFor(() => expect(told).toEqual(['asked m1']));
    const idle = connectTls({ port: Number(new URL(url).port), host: '127.0.0.1', ca, ALPNProtocols: ['h2'] });
    await once(idle.resume(), 'close');
    const response = once(stream, 'response') as Promise<[Record<string, unknown>]>;
    answer.resolve(running);
    expect((await response)[0][':status']).toBe(200);
    expect(await text(stream)).toContain('running');
    session.destroy();
  });
});

describe('a client that does not wait', () => {
  const later = { ...asked, headers: { ...asked.headers, prefer: 'respond-async', 'idempotency-key': 'order 7' } };
  const json = async (response: Promise<Response>): Promise<unknown> => (await response).json();

  test('is told where the answer will be, and finds it there', async () => {
    const { url, log, inventory } = await startWithMachine();
    const first = await fetch(`${url}${path}`, later);
    expect([first.status, first.headers.get('location')]).toEqual([202, '/v1/answers/order%207']);
    const place = `${url}${first.headers.get('location')}`;
    const nothing = { key: 'order 7', isDone: false, status: null, version: null, body: null };
    expect(await json(fetch(place))).toEqual(nothing);
    expect((await fetch(`${url}${path}`, later)).status, 'again, while it is being made').toBe(202);
    answer.resolve(running);
    await vi.waitFor(async () => expect(await json(fetch(place))).toMatchObject({ isDone: true }));
    expect(await json(fetch(place))).toMatchObject({
      status: 200,
      version: await inventory.version(),
      body: { items: [{ name: 'm1', ok: true }] },
    });
    expect(told).toEqual(['asked m1']);
    expect(log).toContain('HTTP_ANSWER_KEPT');
    expect((await fetch(`${url}${path}`, later)).status, 'again, when it is there').toBe(200);
  });

  test('needs no key, and finds what went wrong there', async () => {
    const { url, inventory, log } = await startWithMachine();
    vi.spyOn(inventory.constructor.prototype, 'version').mockReturnValue(answer.promise);
    const { 'idempotency-key': _, ...headers } = later.headers;
    const first = await fetch(`${url}${path}`, { ...later, headers });
    expect(first.status).toBe(202);
    answer.reject(failure('DATABASE_BUSY', { dsn: 'postgres://db.internal/clusto', seconds: 30 }));
    await vi.waitFor(() => expect(log).toContain('HTTP_ANSWER_KEPT'));
    vi.restoreAllMocks();
    const kept = await json(fetch(`${url}${first.headers.get('location')}`));
    expect(kept).toMatchObject({ isDone: true, status: 503, body: { code: 'DATABASE_BUSY' } });
    expect(JSON.stringify(kept)).not.toContain('db.internal');
    expect(log).toContain('HTTP_UNSERVED');
  });

  test('waits as long as it says, and gets the answer if it is there by then', async () => {
    const { url } = await startWithMachine();
    answer.resolve(running);
    const prompt = { ...later, headers: { ...later.headers, prefer: 'respond-async; wait=30' } };
    expect((await fetch(`${url}${path}`, prompt)).status).toBe(200);
  });

  test('has the work stop by its key, and finds what became of it', async () => {
    const { url } = await startWithMachine();
    const place = `${url}${(await fetch(`${url}${path}`, later)).headers.get('location')}`;
    const stop = (): Promise<unknown> => json(fetch(place, { method: 'DELETE' }));
    expect(await stop()).toEqual({ key: 'order 7', isDone: false });
    await vi.waitFor(() => expect(told).toEqual(['asked m1', 'stopped m1']), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await json(fetch(place))).toMatchObject({ isDone: true }));
    expect(await json(fetch(place))).toMatchObject({ body: { items: [{ ok: false, code: 'INTERRUPTED' }] } });
    expect(await stop()).toEqual({ key: 'order 7', isDone: true });
    expect(await json(fetch(`${url}/v1/answers/none`, { method: 'DELETE' }))).toMatchObject({ code: 'ANSWER_UNKNOWN' });
  });

  test('is told of no answer that nobody has asked for', async () => {
    const { url } = await start();
    expect(await json(fetch(`${url}/v1/answers/none`))).toMatchObject({ status: 404, code: 'ANSWER_UNKNOWN' });
  });

  test('has a server that ends when its work is done, or when there is no time left for it', async () => {
    for (const isPatient of [true, false]) {
      answer = Promise.withResolvers();
      const { url, service } = isPatient ? await startWithMachine() : await start();
      expect(
        (
          await fetch(`${url}${path}`, {
            ...later,
            headers: { ...later.headers, 'idempotency-key': String(isPatient) },
          })
        ).status,
      ).toBe(202);
      let isOver = false;
      const drained = service.drain().then(() => (isOver = true));
      await vi.waitFor(() => expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed'));
      expect(isOver).toBe(false);
      if (isPatient) answer.resolve(running);
      else await service.stop();
      await drained;
    }
    expect(told).toEqual(['asked m1', 'asked m1', 'stopped m1']);
  });
});

describe('a client that goes away', () => {
  /** Asks for five machines, of which four are asked at once, and goes away when they are. */
  async function goAway(headers: Readonly<Record<string, string>>): Promise<{ again: () => Promise<Response> }> {
    const { url, inventory } = await start();
    const names = ['m1', 'm2', 'm3', 'm4', 'm5'];
    for (const name of names) await inventory.create(SlowMachine, name);
    const connection = new AbortController();
    const ask = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${url}/v1/operations/vm-status`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ names }),
        ...(signal === undefined ? {} : { signal }),
      });
    const asking = ask(connection.signal);
    await vi.waitFor(() => expect(told).toHaveLength(4));
    connection.abort();
    await expect(asking).rejects.toThrow('abort');
    return { again: () => ask() };
  }

  test('ends the work, and what was not begun is not', async () => {
    await goAway({});
    await vi.waitFor(() => expect(told.filter((one) => one.startsWith('stopped'))).toHaveLength(4));
    await setImmediate();
    expect(told).not.toContain('asked m5');
  });

  test('does not where it has a key, by which it gets the answer later', async () => {
    const { again } = await goAway({ 'idempotency-key': 'later' });
    expect(await (await again()).json()).toMatchObject({ status: 409, code: 'KEY_IN_USE' });
    answer.resolve(running);
    await vi.waitFor(async () => {
      expect((await again()).status).toBe(200);
    });
    expect(told.filter((one) => one.startsWith('asked'))).toHaveLength(5);
    expect(told.filter((one) => one.startsWith('stopped'))).toEqual([]);
  });
});

describe.each(databases)('a key whose answer is being made, on $name', (kind) => {
  const given = useClusto(kind);
  const again = { actor: 'tester', key: 'k', request: 'r' };
  const done: KeptAnswer = { status: 200, headers: {}, body: 'done' };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is in use for as long as the work is renewed, and free a minute after that has ended', async () => {
    const { clusto, clock } = given;
    const held = Promise.withResolvers<KeptAnswer>();
    const begun = Promise.withResolvers<void>();
    const first = answerOutside(clusto, again, () => {
      begun.resolve();
      return held.promise;
    });
    await begun.promise;
    const other = await given.as('tester');
    const retry = (): Promise<KeptAnswer> => answerOutside(other, again, async () => done);
    const renewed = vi.spyOn(clusto, 'write');
    clock.advance(50_000);
    vi.advanceTimersByTime(15_000);
    await Promise.all(renewed.mock.results.map(({ value }) => value as unknown));
    clock.advance(50_000);
    await expect(retry()).rejects.toMatchObject({ code: 'KEY_IN_USE' });
    expect(await findAnswer(other, 'k')).toBeUndefined();
    // nobody says any more that it is being made
    clock.advance(60_000);
    await expect(findAnswer(other, 'k')).rejects.toMatchObject({ code: 'ANSWER_LOST' });
    await expect(findAnswer(await given.as('stranger'), 'k')).rejects.toMatchObject({ code: 'ANSWER_UNKNOWN' });
    expect(await retry()).toEqual(done);
    held.resolve({ ...done, body: 'late' });
    await first;
  });
});
