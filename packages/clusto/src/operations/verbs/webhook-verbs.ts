import type { Clusto } from '../clusto.ts';
import { acts, asks } from './verb.ts';

const webhooks = () => import('../webhooks/webhooks.ts');
const letters = () => import('../webhooks/dead-letters.ts');

type Webhooks = Awaited<ReturnType<typeof webhooks>>;
/** What an operation takes beside the inventory. */
type Given<Name extends keyof Webhooks> = Webhooks[Name] extends (clusto: Clusto, ...given: infer All) => unknown
  ? All
  : never;

/** Webhooks, which are the business of who administers the server. */
export const webhookVerbs = {
  listWebhooks: asks(async (clusto) => (await webhooks()).listWebhooks(clusto), 'admin'),
  showWebhook: asks(async (clusto, name: string) => (await webhooks()).showWebhook(clusto, name), 'admin'),
  createWebhook: acts('admin', async (clusto, ...given: Given<'createWebhook'>) =>
    (await webhooks()).createWebhook(clusto, ...given),
  ),
  pauseWebhook: acts('admin', async (clusto, name: string) => (await webhooks()).pauseWebhook(clusto, name)),
  resumeWebhook: acts('admin', async (clusto, name: string) => (await webhooks()).resumeWebhook(clusto, name)),
  rotateWebhook: acts('admin', async (clusto, ...given: Given<'rotateWebhook'>) =>
    (await webhooks()).rotateWebhook(clusto, ...given),
  ),
  deleteWebhook: acts('admin', async (clusto, name: string) => (await webhooks()).deleteWebhook(clusto, name)),
  testWebhook: acts('admin', async (clusto, name: string) =>
    (await import('../webhooks/test-webhook.ts')).testWebhook(clusto, name),
  ),
  listDeadLetters: asks(
    async (clusto, name: string | undefined) => (await letters()).listDeadLetters(clusto, name),
    'admin',
  ),
  resendDeadLetters: acts('admin', async (clusto, name: string, versions: readonly number[] | undefined) =>
    (await letters()).resendDeadLetters(clusto, name, versions),
  ),
};
