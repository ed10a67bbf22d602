import type { Clusto } from '../clusto.ts';
import type { NewWebhook } from '../webhooks/webhooks.ts';
import { acts, asks, changes, type Once, withSecret } from './verb.ts';

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
  createWebhook: withSecret(
    'secret',
    changes(
      async (clusto, ...given: Given<'createWebhook'>): Promise<Once<NewWebhook, 'secret'>> =>
        (await webhooks()).createWebhook(clusto, ...given),
      'admin',
    ),
  ),
  changeWebhook: changes(
    async (clusto, ...given: Given<'changeWebhook'>) => (await webhooks()).changeWebhook(clusto, ...given),
    'admin',
  ),
  pauseWebhook: changes(async (clusto, name: string) => (await webhooks()).pauseWebhook(clusto, name), 'admin'),
  resumeWebhook: changes(async (clusto, name: string) => (await webhooks()).resumeWebhook(clusto, name), 'admin'),
  rotateWebhook: withSecret(
    'secret',
    changes(
      async (clusto, name: string, params: Given<'rotateWebhook'>[1]): Promise<Once<NewWebhook, 'secret'>> =>
        (await webhooks()).rotateWebhook(clusto, name, params),
      'admin',
    ),
  ),
  deleteWebhook: changes(async (clusto, name: string) => (await webhooks()).deleteWebhook(clusto, name), 'admin'),
  testWebhook: acts('admin', async (clusto, name: string) =>
    (await import('../webhooks/test-webhook.ts')).testWebhook(clusto, name),
  ),
  listDeadLetters: asks(
    async (clusto, name: string | undefined) => (await letters()).listDeadLetters(clusto, name),
    'admin',
  ),
  resendDeadLetters: changes(
    async (clusto, name: string, versions: readonly number[] | undefined) =>
      (await letters()).resendDeadLetters(clusto, name, versions),
    'admin',
  ),
};
