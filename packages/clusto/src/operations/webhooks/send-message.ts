import { readSecret } from '../../inventory/read-secret.ts';
import { type PostOutcome, postWebhook } from '../../providers/webhook/post-webhook.ts';
import { type Clusto } from '../clusto.ts';
import { signedHeaders, type WebhookMessage } from './webhook-message.ts';
import { type WebhookSettings } from './webhook-settings.ts';

/** What a message needs of its target. */
export interface MessageTarget {
  readonly url: string;
  /** As they are stored. */
  readonly secret: string;
  readonly oldSecret: string | null;
  /** How long the old one holds, in milliseconds since 1970. */
  readonly oldUntil: number | null;
}

/**
 * Sends a message to a target, once, signed with its secret, and with the one before while that holds.
 * @throws SECRET_KEY_OTHER, SECRET_KEY_INVALID
 */
export function sendMessage(
  inventory: Pick<Clusto, 'settings' | 'clock'>,
  { url, secret, oldSecret, oldUntil }: MessageTarget,
  message: WebhookMessage,
  { allowed, timeout }: WebhookSettings,
  signal?: AbortSignal,
): Promise<PostOutcome> {
  const now = inventory.clock.now();
  const isOverlap = oldSecret !== null && (oldUntil ?? 0) > now.getTime();
  const secrets = [secret, ...(isOverlap ? [oldSecret] : [])].map((one) => readSecret(inventory, one));
  return postWebhook(url, signedHeaders(message, now, secrets), message.body, { allowed, timeout, signal });
}
