import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, constants } from 'node:http2';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiClient, connectApi } from 'clusto/api';
import { createToken } from '../../packages/clusto/src/operations/access/tokens.ts';
import { databases } from '../support/databases.ts';
import { type RunningServer, useHttpService } from '../support/http-service.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { type RunningProxy, startProxy } from '../support/start-proxy.ts';

const ca = readFileSync(join(import.meta.dirname, '../data/tls/first.crt'), 'utf8');

describe.skipIf(lacksPackages('proxies')).each(['nginx', 'caddy'] as const)(
  'two servers behind %s, as the documentation configures it',
  (name) => {
    const { start } = useHttpService(databases[0]!);
    let servers: readonly [RunningServer, RunningServer];
    let proxy: RunningProxy;
    let api: ApiClient;
    let token: string;
    beforeEach(async () => {
      const settings = { authentication: 'required', proxies: ['127.0.0.1'] };
      servers = [await start(settings), await start(settings)];
      const [one, other] = servers.map(({ url }) => new URL(url).host) as [string, string];
      proxy = await startProxy(name, [one, other]);
      ({ token } = await createToken(servers[0].inventory, { actor: 'robot', roles: ['operator'] }));
      api = connectApi(`https://127.0.0.1:${proxy.port}`, { ca, token });
    });
    afterEach(async () => {
      api.close();
      await proxy[Symbol.asyncDispose]();
    });

    test('are written and read, a list of much is whole, and versions are told as they are committed', async () => {
      const told: number[] = [];
      const following = (async () => {
        for await (const { number, message } of api.follow('listChanges', { since: '0' })) {
          told.push(number);
          if (message === 'the last') return;
        }
      })();
      const value = 'x'.repeat(1000);
      const items = Array.from({ length: 1000 }, (_, index) => `pool${index}`).flatMap((pool) => [
        { do: 'create' as const, name: pool, driver: 'pool' },
        { do: 'set-attribute' as const, entity: pool, key: 'note', value },
      ]);
      await api.writeMany({ body: { items } });
      const { version: last } = await api.ask('createEntity', {
        body: { name: 'last', driver: 'pool' },
        message: 'the last',
      });
      expect(await api.getEntity({ entity: 'last' })).toMatchObject({ driver: 'pool' });
      const page = await api.listEntities({ limit: 1000, expand: ['attributes'] });
      expect(JSON.stringify(page).length).toBeGreaterThan(1_000_000);
      let count = 0;
      for await (const _ of api.each('listEntities', { limit: 300, type: 'pool' })) count += 1;
      expect(count).toBe(1001);
      await following;
      expect(told.at(-1)).toBe(last);
      // a client that has gone leaves nothing behind
      const listeners = ({ context }: RunningServer): Promise<string> =>
        context.metrics.getSingleMetricAsString('clusto_http_listeners');
      await vi.waitFor(async () => {
        for (const server of servers) expect(await listeners(server)).toMatch(/ 0$/);
      }, 5000);
      // each had its part
      for (const { log } of servers) expect(log).toContain('HTTP_REQUEST');
    });

    test('are spoken to over HTTP/2, and one that ends is not missed', async () => {
      const session = connect(`https://127.0.0.1:${proxy.port}`, { ca });
      const stream = session.request({ ':path': '/v1/names', authorization: `Bearer ${token}` });
      const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
      expect(answer[':status']).toBe(200);
      stream.close(constants.NGHTTP2_CANCEL);
      session.destroy();
      await servers[0].service.drain();
      for (let index = 0; index < 8; index += 1)
        await api.createEntity({ body: { name: `p${index}`, driver: 'pool' } });
      expect((await api.listEntities({ type: 'pool' })).items).toHaveLength(8);
    });
  },
);
