import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isGenuine } from '../../examples/webhooks/verify-webhook.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { listDeadLetters, resendDeadLetters } from '../../packages/clusto/src/operations/webhooks/dead-letters.ts';
import { testWebhook } from '../../packages/clusto/src/operations/webhooks/test-webhook.ts';
import { webhookSettings } from '../../packages/clusto/src/operations/webhooks/webhook-settings.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  pauseWebhook,
  resumeWebhook,
  rotateWebhook,
  showWebhook,
} from '../../packages/clusto/src/operations/webhooks/webhooks.ts';
import { type LogId } from '../../packages/clusto/src/services/log/log-messages.ts';
import { WebhookDispatcher } from '../../packages/clusto/src/services/webhooks/webhook-dispatcher.ts';
import { webhookMetrics } from '../../packages/clusto/src/services/webhooks/webhook-metrics.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const day = 86_400_000;

describe.each(databases)('webhooks on $name', (kind) => {
  const home = useClusto(kind);
  let clusto: Clusto;
  let folder: string;
  let receiver: WebhookReceiver;
  let dispatchers: WebhookDispatcher[];
  let logged: LogId[];
  /** How long was waited, in milliseconds; the clock goes on by that. */
  let waited: number[];
  /** Whether it is waited for as long as nobody ends it. */
  let isWaiting: boolean;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusto-webhooks-'));
    const settings = {
      webhooks: { allow: ['127.0.0.0/8'], giveUpAfter: 3 * day, lease: 3600_000 },
      secrets: { keyFile: join(folder, 'secret.key') },
    };
    clusto = await home.as('tester', { settings });
    receiver = await WebhookReceiver.start();
    [dispatchers, logged, waited, isWaiting] = [[], [], [], false];
  });
  afterEach(async () => {
    for (const dispatcher of dispatchers) await dispatcher.stop();
    await receiver[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** A process that serves webhooks; its time is the one of the test. */
  async function serving(of = clusto): Promise<WebhookDispatcher> {
    const figures = () => ({ isSending: false, targets: 0, failing: 0 });
    const dispatcher = new WebhookDispatcher({
      inventory: of,
      settings: webhookSettings(of),
      log: { write: (id) => void logged.push(id) },
      metrics: webhookMetrics(new Registry(), figures),
      wait: async (milliseconds, signal) => {
        await setImmediate();
        if (isWaiting && !signal.aborted) await once(signal, 'abort');
        if (signal.aborted) return;
        waited.push(milliseconds);
        home.clock.advance(milliseconds);
      },
    });
    dispatchers.push(dispatcher);
    await dispatcher.tick();
    return dispatcher;
  }

  async function make(count: number, name = 'server'): Promise<number[]> {
    const before = await clusto.version();
    for (let number = 0; number < count; number += 1) await clusto.create(PenguinServer, `${name}${number}`);
    return Array.from({ length: count }, (_, index) => before + index + 1);
  }

  const settled = async (): Promise<void> => {
    for (const dispatcher of dispatchers) await dispatcher.stop();
  };

  test('tell each version once, in order, signed, from where they begin', async () => {
    await make(1, 'before');
    const { secret, position } = await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    expect(position).toBe(await clusto.version());
    await serving();
    const versions = await make(5);
    await receiver.until(({ messages }) => messages.length === 5);
    expect(receiver.versions).toEqual(versions);
    home.clock.set(new Date());
    await testWebhook(clusto, 'mirror');
    const { headers, body } = receiver.messages.at(-1)!;
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'clusto.test', data: { webhook: 'mirror' } });
    expect(isGenuine(headers, body, secret)).toBe(true);
    expect(isGenuine(headers, Buffer.from(`${body.toString()} `), secret)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-id': 'another' }, body, secret)).toBe(false);
    // an older one is a replay
    const [first] = receiver.messages;
    expect(first?.headers['webhook-id']).toBe(`mirror-${versions[0]}`);
    expect(isGenuine(first!.headers, first!.body, secret)).toBe(false);
  });

  test('lose nothing and keep the order when a target is down for a day, and the processes that send come and go', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    const start = home.clock.now().getTime();
    const taken: number[] = [];
    receiver.answer = ({ body }) => {
      if (home.clock.now().getTime() < start + day) return 503;
      taken.push((JSON.parse(body.toString()) as { data: { number: number } }).data.number);
      return 200;
    };
    const versions = await make(3, 'a');
    await serving();
    await receiver.until(({ messages }) => messages.length >= 4);
    await settled();
    const { state, failures, failingSince, position } = await showWebhook(clusto, 'mirror');
    expect({ state, position }).toEqual({ state: 'failing', position: versions[0]! - 1 });
    expect(failures).toBeGreaterThanOrEqual(4);
    versions.push(...(await make(3, 'b')));
    await serving();
    await receiver.until(() => taken.length >= 6);
    await settled();
    expect(taken).toEqual(versions);
    expect(home.clock.now().getTime()).toBeGreaterThanOrEqual(start + day);
    expect(failingSince?.getTime()).toBe(start);
    expect(Math.max(...waited)).toBeLessThanOrEqual(3_600_000);
    expect(await showWebhook(clusto, 'mirror')).toMatchObject({
      state: 'active',
      behind: 0,
      failures: 0,
      deadLetters: 0,
    });
    expect(logged).toContain('WEBHOOK_RECOVERED');
  });

  test('are given up when they are refused, and sent again when somebody asks', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    const versions = await make(3);
    receiver.answer = ({ body }) => (body.includes('server1') ? 422 : 200);
    const dispatcher = await serving();
    await receiver.until(({ versions: all }) => all.includes(versions[2]!));
    await settled();
    expect(receiver.versions).toEqual([versions[0], ...Array<number>(5).fill(versions[1]!), versions[2]]);
    expect(await listDeadLetters(clusto)).toMatchObject([
      { webhook: 'mirror', version: versions[1], attempts: 5, reason: 'it answered 422', isResent: false },
    ]);
    expect(dispatcher.isSending).toBe(true);
    const failing = resendDeadLetters(clusto, 'mirror', [versions[0]!]);
    await expect(failing).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
    for (const answer of [500, 200]) {
      receiver.answer = () => answer;
      const { length } = receiver.messages;
      expect(await resendDeadLetters(clusto, 'mirror')).toMatchObject([{ isResent: true }]);
      await serving();
      await receiver.until(({ messages }) => messages.length > length);
      expect(receiver.versions.at(-1)).toBe(versions[1]);
      await settled();
      expect(await listDeadLetters(clusto, 'mirror')).toHaveLength(answer === 500 ? 1 : 0);
    }
  });

  test('are given up when they are not taken for too long, and wait as long as the target says', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    const [bad, good] = await make(2);
    receiver.answer = ({ body }) => (body.includes('server0') ? [500, { 'retry-after': '3000' }] : 200);
    await serving();
    await receiver.until(({ versions }) => versions.includes(good!));
    await settled();
    expect(await listDeadLetters(clusto)).toMatchObject([{ version: bad, reason: 'it answered 500' }]);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(3_000_000);
    expect(waited.length).toBeGreaterThan(70);
  });

  test('are paused by a target that is gone, and by people; what waits is not lost', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    receiver.answer = () => 410;
    const [version] = await make(1);
    await serving();
    await receiver.until(({ messages }) => messages.length === 1);
    await settled();
    expect(await showWebhook(clusto, 'mirror')).toMatchObject({
      state: 'paused',
      reason: 'it answered 410',
      behind: 1,
    });
    receiver.answer = () => 200;
    await resumeWebhook(clusto, 'mirror');
    const dispatcher = await serving();
    await receiver.until(({ messages }) => messages.length === 2);
    expect(receiver.versions).toEqual([version, version]);
    await vi.waitFor(() => expect(dispatcher.targets[0]?.progress.position).toBe(version));
    await pauseWebhook(clusto, 'mirror', 'it moves');
    await dispatcher.tick();
    expect(dispatcher.targets).toEqual([]);
    await settled();
    await make(1, 'later');
    expect(await showWebhook(clusto, 'mirror')).toMatchObject({ state: 'paused', reason: 'it moves', behind: 1 });
    await deleteWebhook(clusto, 'mirror');
    expect(await listWebhooks(clusto)).toEqual([]);
  });

  test('are tried at once when somebody says that the target is well again', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    receiver.answer = () => 503;
    const [version] = await make(1);
    isWaiting = true;
    const dispatcher = await serving();
    await vi.waitFor(async () => expect(await showWebhook(clusto, 'mirror')).toMatchObject({ state: 'failing' }));
    await dispatcher.tick();
    expect(receiver.versions).toEqual([version]);
    receiver.answer = () => 200;
    await resumeWebhook(clusto, 'mirror');
    await dispatcher.tick();
    await receiver.until(({ messages }) => messages.length === 2);
    await settled();
    expect(await showWebhook(clusto, 'mirror')).toMatchObject({ state: 'active', behind: 0 });
  });

  test('are told only what their query finds, and need not look at the rest again', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url, query: 'name startswith web' });
    await make(3, 'db');
    const [version] = await make(1, 'web');
    await make(2, 'more');
    await serving();
    await receiver.until(({ messages }) => messages.length === 1);
    const { data } = JSON.parse(receiver.messages[0]!.body.toString()) as { data: { entered: { name: string }[] } };
    expect([receiver.versions, data.entered.map(({ name }) => name)]).toEqual([[version], ['web0']]);
    await settled();
    expect((await showWebhook(clusto, 'mirror')).position).toBeGreaterThanOrEqual(version!);
  });

  test('go on from where they were with another query, and with another URL', async () => {
    await createWebhook(clusto, { name: 'mirror', url: 'http://127.0.0.1:1/', query: 'name startswith web' });
    isWaiting = true;
    const dispatcher = await serving();
    const [web] = await make(1, 'web');
    await vi.waitFor(() => expect(dispatcher.targets[0]?.isFailing).toBe(true));
    // its URL is taken as it is, its query makes a target anew once it is written how far the one before is
    await changeWebhook(clusto, 'mirror', { url: receiver.url });
    await dispatcher.tick();
    await receiver.until(({ messages }) => messages.length === 1);
    await vi.waitFor(() => expect(dispatcher.targets[0]?.progress.position).toBe(web));
    await changeWebhook(clusto, 'mirror', { query: 'name startswith db' });
    const look = async (): Promise<void> => {
      await dispatcher.tick();
      expect(dispatcher.targets).toHaveLength(1);
    };
    await dispatcher.tick();
    await vi.waitFor(look);
    await make(1, 'web more');
    const [db] = await make(1, 'db');
    await receiver.until(({ messages }) => messages.length === 2);
    expect(receiver.versions).toEqual([web, db]);
    // a request that is under way is cut off, and sent again
    await vi.waitFor(() => expect(dispatcher.targets[0]?.progress.position).toBe(db));
    await changeWebhook(clusto, 'mirror', { query: null });
    await dispatcher.tick();
    await vi.waitFor(look);
    const [any] = await make(1, 'any');
    await receiver.until(({ messages }) => messages.length === 3);
    expect(receiver.versions).toEqual([web, db, any]);
  });

  test('hold still where their query is not understood any more, say why, and lose nothing', async () => {
    for (const name of ['mirror', 'other'])
      await createWebhook(clusto, { name, url: receiver.url, query: 'type = server' });
    await clusto.changeWebhooks((records) =>
      records.change({ name: 'mirror', url: receiver.url, query: 'type = nothing-like-it and (', merge: 0 }),
    );
    isWaiting = true;
    const dispatcher = await serving();
    const versions = await make(2);
    await receiver.until(({ messages }) => messages.length === 2);
    expect(logged).toContain('WEBHOOK_STUCK');
    expect(new Set(receiver.messages.map(({ headers }) => String(headers['webhook-id']).split('-')[0]))).toEqual(
      new Set(['other']),
    );
    await vi.waitFor(async () =>
      expect(await showWebhook(clusto, 'mirror')).toMatchObject({
        state: 'active',
        behind: 2,
        reason: expect.stringContaining('query'),
      }),
    );
    // it may move all the same, and is told all that waits once its query is understood
    await changeWebhook(clusto, 'mirror', { url: `${receiver.url}?moved` });
    await changeWebhook(clusto, 'mirror', { query: 'type = server' });
    await dispatcher.tick();
    await vi.waitFor(async () => {
      await dispatcher.tick();
      expect(receiver.versions.slice(2)).toEqual(versions);
    });
  });

  test('are told of a large version in short, with how many changes it has', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    await clusto.transaction({ message: 'large' }, async () => {
      const server = await clusto.create(PenguinServer, 'large');
      for (const number of [1, 2]) await server.addAttr({ key: 'text', number, value: 'x'.repeat(600_000) });
    });
    const [small] = await make(1, 'small');
    await serving();
    await receiver.until(({ messages }) => messages.length === 2);
    const [large, next] = receiver.messages.map(
      ({ body }) => (JSON.parse(body.toString()) as { data: Record<string, unknown> }).data,
    );
    expect(receiver.messages[0]!.body.length).toBeLessThan(1000);
    const { changes } = await clusto.show(large!['number'] as number);
    expect(large).toMatchObject({ message: 'large', actor: 'tester', changes: null, changeCount: changes.length });
    expect(next).toMatchObject({ number: small, changes: [{ kind: 'created' }] });
  });

  test('are signed with both secrets while one is rotated', async () => {
    home.clock.set(new Date());
    const { secret: before } = await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    const { secret: after, oldSecretUntil } = await rotateWebhook(clusto, 'mirror', { overlap: '1h' });
    expect(oldSecretUntil?.getTime()).toBe(home.clock.now().getTime() + 3_600_000);
    await testWebhook(clusto, 'mirror');
    const genuine = (secret: string): boolean => {
      const { headers, body } = receiver.messages.at(-1)!;
      return isGenuine(headers, body, secret);
    };
    expect([genuine(before), genuine(after)]).toEqual([true, true]);
    expect(JSON.stringify(await listWebhooks(clusto))).not.toContain('whsec_');
    const [stored] = await clusto.webhooks.all();
    expect(stored?.secret).toMatch(/^sealed:/);
    home.clock.advance(3_600_000);
    expect((await showWebhook(clusto, 'mirror')).oldSecretUntil).toBeNull();
  });

  test('are sent by one process at a time, and by the next one when that is gone', async () => {
    await createWebhook(clusto, { name: 'mirror', url: receiver.url });
    const other = await home.as('other', { settings: { webhooks: {}, secrets: clusto.settings('secrets') } });
    const [first, second] = [await serving(), await serving(other)];
    expect([first.isSending, second.isSending]).toEqual([true, false]);
    expect(logged).toEqual(['WEBHOOKS_SENDING', 'WEBHOOKS_WAITING']);
    await make(1);
    await receiver.until(({ messages }) => messages.length === 1);
    // it gives no sign of life any more
    home.clock.advance(3_600_000);
    await second.tick();
    expect(second.isSending).toBe(true);
    await first.tick();
    expect([first.isSending, first.targets]).toEqual([false, []]);
    await second.stop();
    await first.tick();
    expect(first.isSending).toBe(true);
  });
});
