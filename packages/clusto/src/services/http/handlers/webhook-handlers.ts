import { type webhooks } from '../../../api/webhooks.ts';
import { listDeadLetters, resendDeadLetters } from '../../../operations/webhooks/dead-letters.ts';
import { testWebhook } from '../../../operations/webhooks/test-webhook.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  pauseWebhook,
  resumeWebhook,
  rotateWebhook,
  showWebhook,
} from '../../../operations/webhooks/webhooks.ts';
import { tagOfText } from '../entity-tag.ts';
import { type HandlersOf } from '../handler.ts';
import { withoutSecret } from '../without-secret.ts';

type Shown = Awaited<ReturnType<typeof showWebhook>>;

/** Of what can be changed of it; how far it is is another at any time. */
const tagOf = ({ created, url, query, merge }: Shown): string =>
  tagOfText(JSON.stringify([created, url, query, merge]));

export const webhookHandlers: HandlersOf<typeof webhooks> = {
  listWebhooks: async ({ inventory }) => ({ body: { items: await listWebhooks(inventory) } }),
  createWebhook: async ({ inventory, body }) => withoutSecret(await createWebhook(inventory, body), 'secret'),
  getWebhook: async ({ inventory, params }) => {
    const body = await showWebhook(inventory, params.webhook);
    return { body, tag: tagOf(body) };
  },
  changeWebhook: async ({ inventory, params: { webhook }, body: changes, requireTag }) => {
    requireTag(`webhook ${webhook}`, tagOf(await showWebhook(inventory, webhook)));
    const body = await changeWebhook(inventory, webhook, changes);
    return { body, tag: tagOf(body) };
  },
  testWebhook: async ({ inventory, params }) => ({ body: await testWebhook(inventory, params.webhook) }),
  pauseWebhook: async ({ inventory, params }) => ({ body: await pauseWebhook(inventory, params.webhook) }),
  resumeWebhook: async ({ inventory, params }) => ({ body: await resumeWebhook(inventory, params.webhook) }),
  rotateWebhook: async ({ inventory, params, body }) =>
    withoutSecret(await rotateWebhook(inventory, params.webhook, body), 'secret'),
  listDeadLetters: async ({ inventory, params }) => ({
    body: { items: await listDeadLetters(inventory, params.webhook) },
  }),
  resendDeadLetters: async ({ inventory, params, body }) => ({
    body: { items: await resendDeadLetters(inventory, params.webhook, body.versions) },
  }),
  deleteWebhook: async ({ inventory, params }) => {
    await deleteWebhook(inventory, params.webhook);
    return {};
  },
};
