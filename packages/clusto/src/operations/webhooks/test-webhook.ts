import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { sendMessage } from './send-message.ts';
import { testMessage } from './webhook-message.ts';
import { webhookSettings } from './webhook-settings.ts';
import { findWebhook } from './webhooks.ts';

/** What became of a test. */
export interface WebhookTest {
  readonly name: string;
  /** What the target was sent as `webhook-id`. */
  readonly id: string;
  /** What it answered, in words. */
  readonly outcome: string;
}

/** Sends a target a signed message of type `clusto.test`, now, also where it is paused. @throws FORBIDDEN, WEBHOOK_UNKNOWN, WEBHOOK_TEST_FAILED */
export async function testWebhook(inventory: Clusto, name: string): Promise<WebhookTest> {
  const target = await findWebhook(inventory, name);
  const message = testMessage(name, inventory.clock.now());
  const { kind, reason } = await sendMessage(inventory, target, message, webhookSettings(inventory));
  if (kind !== 'delivered') throw failure('WEBHOOK_TEST_FAILED', { name, reason });
  return { name, id: message.id, outcome: reason };
}
