import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseCidr } from '../../packages/clusto/src/base/network.ts';
import { checkTarget } from '../../packages/clusto/src/operations/webhooks/check-target.ts';
import { webhookSettings } from '../../packages/clusto/src/operations/webhooks/webhook-settings.ts';
import { postWebhook } from '../../packages/clusto/src/providers/webhook/post-webhook.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const configured = (webhooks: object) => ({ settings: () => ({ ...webhooks }) });
const check = (url: string, webhooks: object = {}): string => checkTarget(configured(webhooks), url);
const codeOf = (url: string, webhooks: object = {}): string => {
  try {
    return check(url, webhooks);
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const body = Buffer.from('{}');
const local = [parseCidr('127.0.0.0/8'), parseCidr('::1/128')];
const post = (url: string, allowed = local, timeout = 5000) => postWebhook(url, {}, body, { allowed, timeout });

describe('a target', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('%s is not on the internet', async (url) => {
    expect(codeOf(url)).toBe('WEBHOOK_ADDRESS_REFUSED');
    expect(await post(url, [])).toMatchObject({ kind: 'refused' });
  });

  test('may be in a network that is allowed', () => {
    expect(check('https://10.1.2.3/x#y', { allow: ['10.0.0.0/8'] })).toBe('https://10.1.2.3/x');
    expect(check('http://10.1.2.3/', { allow: ['10.1.2.3'] })).toBe('http://10.1.2.3/');
    expect(codeOf('https://192.168.1.1/', { allow: ['10.0.0.0/8'] })).toBe('WEBHOOK_ADDRESS_REFUSED');
  });

  test('is reached without TLS in such a network alone', async () => {
    expect(codeOf('http://example.com/')).toBe('WEBHOOK_URL_INVALID');
    expect(codeOf('http://93.184.215.14/', { allow: ['10.0.0.0/8'] })).toBe('WEBHOOK_ADDRESS_REFUSED');
  });

  test.each(['', 'no url', 'ftp://example.com/', 'file:///etc/passwd', 'https://user:pass@example.com/'])(
    'is not %o',
    (url) => expect(codeOf(url)).toBe('WEBHOOK_URL_INVALID'),
  );

  test('is not settings that make no sense', () => {
    expect(() => webhookSettings(configured({ timeout: 0 }))).toThrow('webhooks.timeout');
    expect(() => webhookSettings(configured({ allow: ['10.0.0.1/8'] }))).toThrow('10.0.0.1/8');
  });
});

describe('a request', () => {
  test('is refused where the name leads to an address that is', async () => {
    const outcome = await post('https://localhost/', []);
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^Nothing is sent to localhost: /),
    });
  });

  test.each([
    [204, 'delivered'],
    [302, 'refused'],
    [404, 'refused'],
    [410, 'gone'],
    [429, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('that is answered %i was %s', async (status, kind) => {
    await using receiver = await WebhookReceiver.start();
    receiver.answer = () => [status, { location: receiver.url, 'retry-after': '7' }];
    const outcome = await post(receiver.url);
    expect(outcome.kind).toBe(kind);
    expect(outcome.retryAfter).toBe(kind === 'unavailable' ? 7000 : undefined);
    // a redirect is not followed
    expect(receiver.messages).toHaveLength(1);
  });

  test('is given up when the answer takes too long, or has no end', async () => {
    let sent = 0;
    const server = createServer((request, response) => {
      request.resume();
      if (request.url === '/silent') return;
      response.writeHead(200);
      const more = (): void => {
        sent += 65_536;
        response.write('x'.repeat(65_536), (error) => error ?? setImmediate(more));
      };
      more();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await post(`${url}/silent`, local, 20)).toEqual({
      kind: 'unavailable',
      reason: 'it did not answer within 20 ms',
    });
    expect(await post(`${url}/endless`)).toMatchObject({ kind: 'delivered' });
    expect(sent).toBeLessThan(50_000_000);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(await post(url)).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('ECONNREFUSED') });
  });
});
