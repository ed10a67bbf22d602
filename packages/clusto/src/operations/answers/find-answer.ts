import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { type KeptAnswer, keptAnswerOf, isGivenUp } from './repeatable.ts';

/**
 * The answer to a request that the actor of the inventory has sent with a key.
 * @returns undefined while it is being made
 * @throws ANSWER_UNKNOWN, ANSWER_LOST
 */
export async function findAnswer(inventory: Session, key: string): Promise<KeptAnswer | undefined> {
  const found = await inventory.reader.answers.find(inventory.actor, key);
  if (found === undefined) throw failure('ANSWER_UNKNOWN', { key });
  const answer = keptAnswerOf(found);
  if (answer === undefined && isGivenUp(found, inventory.clock.now().getTime())) throw failure('ANSWER_LOST', { key });
  return answer;
}
