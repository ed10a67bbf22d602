import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { Webhooks } from '../../packages/clusto/src/services/webhooks/webhooks.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const home = useClusto(databases[0]!);
const service = new Webhooks();
afterEach(() => service.stop());

test('the service takes new settings, or goes on with the old ones, and tells how it is', async () => {
  const metrics = new Registry();
  const said: string[] = [];
  const context = async (webhooks: object): Promise<ServiceContext> => ({
    inventory: await home.as('service', { settings: { webhooks } }),
    log: { write: (id) => said.push(id) },
    metrics,
    sockets: [],
    signal: new AbortController().signal,
    fail: (error) => {
      throw error;
    },
  });
  const first = await context({ allow: ['10.0.0.0/8'] });
  await service.start(first);
  await expect(service.reload(await context({ timeout: 0 }))).rejects.toThrow('webhooks.timeout');
  expect(await metrics.getSingleMetricAsString('clusto_webhooks_active')).toMatch(/ 0$/);
  expect(service.health()).toEqual({ status: 'ok' });
  // without webhooks nothing is written, so that an inventory that is only read has no lease
  expect([said, await first.inventory.webhooks.worker()]).toEqual([[], undefined]);
  const second = await context({});
  await second.inventory.close();
  await service.reload(second);
  expect(service.health()).toMatchObject({ status: 'degraded', reason: expect.stringContaining('has been closed') });
  expect(said).toEqual(['WEBHOOKS_UNSAVED']);
  await service.drain();
});
