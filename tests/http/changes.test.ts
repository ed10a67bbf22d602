import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { createRole, setRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { createToken, type NewToken, revokeToken } from '../../packages/clusto/src/operations/access/tokens.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { requireCredentials } from '../../packages/clusto/src/services/http/require-credentials.ts';
import { EventStreams } from '../../packages/clusto/src/services/http/event-streams.ts';
import { httpMetrics } from '../../packages/clusto/src/services/http/http-metrics.ts';
import { databases } from '../support/databases.ts';
import { recordQuestions } from '../support/count-statements.ts';
import { EventClient } from '../support/event-client.ts';
import { useHttpServer } from '../support/http-server.ts';
import { useClusto } from '../support/use-clusto.ts';

interface Told {
  readonly number: number;
  readonly entered?: readonly { readonly name: string }[];
  readonly left?: readonly { readonly name: string }[];
  readonly changed?: readonly { readonly name: string }[];
}

const numbers = (items: readonly Told[]): number[] => items.map(({ number }) => number);

describe.each(databases)('the changes of an inventory on $name', (kind) => {
  const http = useHttpServer(kind);
  let url: string;
  beforeEach(async () => {
    url = http.server.server.listening ? url : await http.server.listen({ host: '127.0.0.1', port: 0 });
  });
  const listen = (path: string, headers = {}): Promise<EventClient> => EventClient.open(`${url}${path}`, headers);

  test('come in pages, in the order of commit, each once', async () => {
    const all: Told[] = [];
    const version = await http.clusto.version();
    for (let since = 0; since < version;) {
      const { items, next } = await http.get(`/v1/changes?since=${since}&limit=3`);
      expect(items.length).toBeLessThanOrEqual(3);
      all.push(...items);
      since = next;
    }
    expect(numbers(all)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
    expect(await http.get('/v1/changes')).toEqual({ items: [], next: version, version });
    expect(await http.get(`/v1/changes?since=0&at=2`)).toMatchObject({ next: 2, version: 2 });
  });

  test('are told as they are committed, exactly once, also to who was away', async () => {
    const since = await http.clusto.version();
    const seen: number[] = [];
    const told = async (headers: object, count: number): Promise<string> => {
      using client = await listen(`/v1/changes?since=${since}`, headers);
      expect(client.status).toBe(200);
      expect(client.response.headers).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      await http.clusto.create(PenguinServer, `told${count}a`);
      await http.clusto.create(PenguinServer, `told${count}b`);
      await client.until(({ events }) => events.length >= count);
      for (const { event, id, data } of client.events)
        expect([event, (data as Told).number]).toEqual(['version', Number(id)]);
      seen.push(...client.events.map(({ id }) => Number(id)));
      return client.lastId;
    };
    const last = await told({}, 2);
    await http.clusto.create(PenguinServer, 'meanwhile');
    await told({ 'last-event-id': last }, 3);
    expect(seen).toEqual([1, 2, 3, 4, 5].map((more) => since + more));
  });

  test('are those of what a query finds: what enters, changes and leaves', async () => {
    const query = encodeURIComponent('type = server and attr rack.unit > 0');
    const since = await http.clusto.version();
    using client = await listen(`/v1/changes?query=${query}`);
    const server = await http.clusto.create(PenguinServer, 'filtered');
    await server.setAttr({ key: 'rack', subkey: 'unit', value: 7 });
    await server.setAttr({ key: 'note', value: 'x' });
    await server.delAttrs({ key: 'rack' });
    await client.until(({ events }) => events.length >= 3);
    const told = client.events.map(({ data }) => data as Told);
    const names = (which: 'entered' | 'changed' | 'left') => told.flatMap((one) => one[which]?.map(({ name }) => name));
    expect([names('entered'), names('changed'), names('left')]).toEqual([['filtered'], ['filtered'], ['filtered']]);
    const page = await http.get(`/v1/changes?since=${since}&query=${query}`);
    expect(page.items).toEqual(told);
    expect(page.next).toBe(await http.clusto.version());
  });

  test('are refused before the stream begins where the request is wrong', async () => {
    const status = async (path: string, headers = {}): Promise<[number | undefined, string]> => {
      using client = await listen(path, headers);
      await client.over();
      return [client.status, (JSON.parse(client.text) as { code: string }).code];
    };
    expect(await status('/v1/changes?query=type%20%3D')).toEqual([400, 'QUERY_INVALID']);
    expect(await status('/v1/changes?since=999999')).toEqual([404, 'VERSION_UNKNOWN']);
    expect(await status('/v1/changes', { 'last-event-id': '1 or 2' })).toEqual([400, 'REQUEST_INVALID']);
    expect((await http.ask({ method: 'HEAD', url: '/v1/changes' })).statusCode).toBe(200);
  });

  test('of the past end with it', async () => {
    using client = await listen('/v1/changes?since=0&at=2');
    await client.over();
    expect(client.events.map(({ event, data }) => [event, (data as Told).number])).toEqual([
      ['version', 1],
      ['version', 2],
      ['end', undefined],
    ]);
    expect(client.events.at(-1)?.data).toEqual({ reason: 'past' });
  });

  // the last one of the suite: it ends the server
  test('are told until the server is shut down, which says so', async () => {
    using client = await listen('/v1/changes');
    await http.server.close();
    await client.over();
    expect(client.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'shutdown' } });
  });
});

describe.each(databases)('streams on $name', (kind) => {
  const home = useClusto(kind);
  const open: Server[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function serving(
    limit: number,
    times: Partial<{ heartbeat: number; patience: number; lifetime: number }> = {},
    renew = async (): Promise<Clusto> => home.clusto,
  ) {
    const registry = new Registry();
    const streams = new EventStreams(limit, httpMetrics(registry), {
      heartbeat: 60_000,
      patience: 60_000,
      lifetime: 60_000,
      recheck: 60_000,
      ...times,
    });
    const since = await home.clusto.version();
    const server = createServer((_request, response) => {
      void renew().then((inventory) => streams.open(response, { inventory, since, renew }));
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return { streams, url, metric: (name: string) => registry.getSingleMetricAsString(name) };
  }

  test('cost the same reads of the database, however many they are', async () => {
    const server = await home.clusto.create(PenguinServer, 'web1');
    const statementsFor = async (count: number): Promise<number> => {
      const { url, streams } = await serving(count);
      const clients = await Promise.all(Array.from({ length: count }, () => EventClient.open(url)));
      await Promise.all(clients.map((client) => client.until(({ lastId }) => lastId !== '')));
      const { length: statements } = await recordQuestions(async () => {
        await server.setAttr({ key: 'count', value: count });
        await Promise.all(clients.map((client) => client.until(({ events }) => events.length === 1)));
      });
      await streams.end('shutdown');
      return statements;
    };
    const few = await statementsFor(2);
    expect(await statementsFor(100)).toBeLessThanOrEqual(few + 4);
  });

  test('are not more than there may be', async () => {
    const { streams, url, metric } = await serving(1);
    streams.requireRoom();
    using client = await EventClient.open(url);
    expect(() => streams.requireRoom()).toThrow(expect.objectContaining({ code: 'LISTENERS_TOO_MANY' }));
    expect(await metric('clusto_http_listeners')).toMatch(/clusto_http_listeners 1$/);
    await streams.end('reload');
    await client.over();
    expect(client.events).toMatchObject([{ event: 'end', data: { reason: 'reload' } }]);
    streams.requireRoom();
    expect(await metric('clusto_http_streams_ended_total')).toContain('reason="reload"} 1');
  });

  test('say that they are still there, and where a client goes on that was told nothing', async () => {
    const { url } = await serving(1, { heartbeat: 5 });
    using client = await EventClient.open(url);
    await client.until(({ text }) => text.includes(': still here'));
    expect(client.lastId).toBe(String(await home.clusto.version()));
    expect(client.events).toEqual([]);
  });

  test('end after a while, so that who listens is asked again who they are', async () => {
    const { url } = await serving(1, { lifetime: 5 });
    using client = await EventClient.open(url);
    await client.over();
    expect(client.events).toMatchObject([{ event: 'end', data: { reason: 'lifetime' } }]);
  });

  test('end when who listens may see something else, or nothing any more', async () => {
    const { clusto, clock } = home;
    await createRole(clusto, 'web', 'read where name startswith web');
    const make = (expires?: string) => createToken(clusto, { actor: 'listener', roles: ['web'], expires });
    const listen = async ({ token }: NewToken) => {
      const headers = { authorization: `Bearer ${token}` };
      const renew = vi.fn<() => Promise<Clusto>>(() =>
        requireCredentials()({ headers, remote: '' }, endpoints.listChanges, clusto),
      );
      const { url, streams } = await serving(1, {}, renew);
      const client = await EventClient.open(url);
      await client.until(({ lastId }) => lastId !== '');
      return { client, streams, renew };
    };
    const [changed, revoked, over] = [
      await listen(await make()),
      await listen(await make()),
      await listen(await make('1h')),
    ];
    const all = [changed, revoked, over];
    const recheck = () => Promise.all(all.map(({ streams }) => streams.recheck()));
    const isOpen = () => all.map(({ client }) => client.events.length === 0);
    await recheck();
    // as long as nothing changes it is one look, and nobody is asked again
    expect(await recordQuestions(() => changed.streams.recheck())).toHaveLength(1);
    await createRole(clusto, 'other', 'read');
    await recheck();
    expect([isOpen(), changed.renew.mock.calls.length]).toEqual([[true, true, true], 3]);
    const [token] = (await clusto.access.tokens()).filter(({ expires }) => expires === null);
    await revokeToken(clusto, token!.id);
    clock.advance(3_600_000);
    await recheck();
    await vi.waitFor(() => expect(isOpen().filter((one) => one)).toHaveLength(1));
    expect(over.client.events).toHaveLength(1);
    await setRole(clusto, 'web', 'read where name startswith db');
    await recheck();
    await Promise.all(all.map(({ client }) => client.over()));
    for (const { client } of all) {
      expect(client.events).toMatchObject([{ event: 'end', data: { reason: 'rights' } }]);
      client[Symbol.dispose]();
    }
  });

  test('wait for a client that does not read, and leave it when that is too long', async () => {
    const server = await home.clusto.create(PenguinServer, 'web1');
    const { url, metric } = await serving(1, { patience: 20 });
    using client = await EventClient.open(url, {}, false);
    // more than the buffers of both ends hold
    for (let number = 0; number < 12; number += 1)
      await server.setAttr({ key: 'text', number, value: `${number}`.padEnd(1_000_000, 'x') });
    await vi.waitFor(async () => {
      expect(await metric('clusto_http_streams_ended_total')).toContain('reason="slow"} 1');
    });
    client.read();
    await client.over();
    expect(client.events.length).toBeLessThan(12);
  });
});
