import { failure } from '../../base/errors.ts';
import { requireRight } from '../access/require-right.ts';
import { type Clusto } from '../clusto.ts';
import { findWebhook } from './webhooks.ts';

/** A version that a target did not take. */
export interface DeadLetter {
  readonly webhook: string;
  readonly version: number;
  readonly attempts: number;
  readonly reason: string;
  /** When it was given up. */
  readonly time: Date;
  /** Whether it is to be sent again. */
  readonly isResent: boolean;
}

/** What was not taken, of a webhook or of all, in the order of versions. @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function listDeadLetters(inventory: Clusto, name?: string): Promise<DeadLetter[]> {
  await requireRight(inventory, 'admin');
  if (name !== undefined) await findWebhook(inventory, name);
  return (await inventory.webhooks.deadLetters(name)).map(({ time, resend, ...letter }) => ({
    ...letter,
    time: new Date(time),
    isResent: resend !== null,
  }));
}

/**
 * Has what was not taken be sent again, once; what is taken then is no dead letter any more.
 * @param versions which; all of the webhook when it is left out
 * @throws FORBIDDEN, WEBHOOK_UNKNOWN, DEAD_LETTER_UNKNOWN
 */
export async function resendDeadLetters(
  inventory: Clusto,
  name: string,
  versions?: readonly number[],
): Promise<DeadLetter[]> {
  await findWebhook(inventory, name);
  const now = inventory.clock.now().getTime();
  await inventory.changeWebhooks(async (records) => {
    const meant = versions ?? (await records.deadLetters(name)).map(({ version }) => version);
    for (const version of meant)
      if (!(await records.askResend(name, version, now))) throw failure('DEAD_LETTER_UNKNOWN', { name, version });
  });
  return (await listDeadLetters(inventory, name)).filter(({ isResent }) => isResent);
}
