import { type webhooks } from '../../../api/webhooks.ts';
import { listDeadLetters, resendDeadLetters } from '../../../operations/webhooks/dead-letters.ts';
import { testWebhook } from '../../../operations/webhooks/test-webhook.ts';
import {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  pauseWebhook,
  resumeWebhook,
  rotateWebhook,
  showWebhook,
} from '../../../operations/webhooks/webhooks.ts';
import { type HandlersOf } from '../handler.ts';

export const webhookHandlers: HandlersOf<typeof webhooks> = {
  listWebhooks: async ({ inventory }) => ({ body: { items: await listWebhooks(inventory) } }),
  createWebhook: async ({ inventory, body }) => ({ body: await createWebhook(inventory, body) }),
  getWebhook: async ({ inventory, params }) => ({ body: await showWebhook(inventory, params.webhook) }),
  testWebhook: async ({ inventory, params }) => ({ body: await testWebhook(inventory, params.webhook) }),
  pauseWebhook: async ({ inventory, params }) => ({ body: await pauseWebhook(inventory, params.webhook) }),
  resumeWebhook: async ({ inventory, params }) => ({ body: await resumeWebhook(inventory, params.webhook) }),
  rotateWebhook: async ({ inventory, params, body }) => ({
    body: await rotateWebhook(inventory, params.webhook, body),
  }),
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
