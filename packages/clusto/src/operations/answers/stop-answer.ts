import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { stopping } from './repeatable.ts';

/**
 * Asks the server that makes an answer for the actor of the inventory to stop, and to undo what it can; the answer tells what became of
 * it.
 * @returns whether the answer is there already, and nothing can be stopped
 * @throws ANSWER_UNKNOWN
 */
export function stopAnswer(inventory: Session, key: string): Promise<boolean> {
  const { actor } = inventory;
  return inventory.write(async ({ answers }) => {
    const found = await answers.find(actor, key);
    if (found === undefined) throw failure('ANSWER_UNKNOWN', { key });
    const { request, time, status } = found;
    if (status !== null) return true;
    await answers.note(actor, key, { request, status, headers: stopping, body: null }, time);
    return false;
  });
}
