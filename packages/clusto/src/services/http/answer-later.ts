import { setTimeout as delay } from 'node:timers/promises';
import { ClustoException } from '../../base/errors.ts';
import { type KeptAnswer } from '../../operations/answers/repeatable.ts';

/** Where the answer will be, and when to look for it. */
const placeOf = (key: string): KeptAnswer => ({
  status: 202,
  headers: {
    location: `/v1/answers/${encodeURIComponent(key)}`,
    'preference-applied': 'respond-async',
    'retry-after': '1',
  },
  body: { key },
});

/** How long somebody waits, and what becomes of an answer that they did not wait for. */
export interface Patience {
  /** In milliseconds. */
  readonly milliseconds: number;
  /** The answer that is kept of work which failed. */
  readonly problem: (error: unknown) => KeptAnswer;
  /** Is told of an answer that is kept. */
  readonly done: (answer: KeptAnswer) => void;
}

/**
 * The answer of work that takes long, or, where somebody does not wait for it, the place where it will be.
 * @param begin begins the work, and is given what makes the answer that is kept where it fails
 * @throws KEY_OF_ANOTHER, and what the work throws in time
 */
export async function answerLater(
  key: string,
  begin: (problem: (error: unknown) => KeptAnswer | undefined) => Promise<KeptAnswer>,
  { milliseconds, problem, done }: Patience,
): Promise<KeptAnswer> {
  const place = placeOf(key);
  let isTold = false;
  const tell = (kept: KeptAnswer): KeptAnswer => {
    if (isTold) done(kept);
    return kept;
  };
  const answer = begin((error) => (isTold ? tell(problem(error)) : undefined));
  const over = new AbortController();
  const late = delay(milliseconds, undefined, { signal: over.signal }).then(() => {
    isTold = true;
    answer.then(tell).catch(() => undefined);
    return place;
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'KEY_IN_USE') return place;
    throw error;
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}
