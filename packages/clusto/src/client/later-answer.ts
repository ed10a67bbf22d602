import { problemMedia } from '../api/problem.ts';
import { type WireAnswer } from './send-request.ts';

/** What a server says of an answer that it keeps. */
interface Kept {
  readonly isDone: boolean;
  readonly status: number | null;
  readonly version: number | null;
  readonly body: unknown;
}

/** Between two looks, in milliseconds: at first, and at most. */
const firstPause = 500;
const longestPause = 5000;

/** How many seconds a server is given for an answer before it says where that will be: nobody in between gives up so soon. */
export const patience = 20;

/** The key of an answer that is still being made. */
export function keyOfLater({ status, headers, text }: WireAnswer): string | undefined {
  if (status !== 202 || headers['location'] === undefined) return undefined;
  return (JSON.parse(text) as { readonly key: string }).key;
}

/**
 * Looks for an answer until it is there.
 * @param look asks the server for it once
 * @returns the answer as it would have come at once, or what is answered instead of telling of it
 */
export async function laterAnswer(
  look: () => Promise<WireAnswer>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<WireAnswer> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const answer = await look();
    if (answer.status !== 200) return answer;
    const { isDone, status, version, body } = JSON.parse(answer.text) as Kept;
    if (isDone && status !== null)
      return {
        status,
        headers: {
          ...answer.headers,
          'content-type': status < 400 ? 'application/json' : problemMedia,
          'clusto-version': version === null ? undefined : String(version),
        },
        text: JSON.stringify(body),
      };
    await wait(pause);
  }
}
