import { setTimeout as sleep } from 'node:timers/promises';
import { ClustoException } from '../base/errors.ts';
import { type WireAnswer } from './send-request.ts';

/** What says how often, and how long is waited between. */
export interface RetryOptions {
  readonly retries: number;
  readonly signal: AbortSignal | undefined;
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
}

/** In milliseconds. */
const firstPause = 200;
const longestPause = 10_000;
/** Nobody waits longer because a server says so. */
const longestAsked = 60_000;

/** What `Retry-After` says, in milliseconds: seconds, or a time. */
export function askedPause(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.min(seconds, longestAsked));
}

/** Somewhere between half of twice as long as before and all of it, so that those who failed together do not come back together. */
export function ownPause(attempt: number, random: number): number {
  const longest = Math.min(longestPause, firstPause * 2 ** attempt);
  return Math.round((longest / 2) * (1 + random));
}

/** Waits so many milliseconds. */
export const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await sleep(milliseconds, undefined, { signal });
};

/** Whether an answer is one of a server that is busy, or of a proxy whose server is not there. */
export function isBusy({ status, headers, text }: WireAnswer): boolean {
  if (status === 429 || status === 503) return true;
  const isProblem = String(headers['content-type']).startsWith('application/problem+json');
  if (status === 502 || status === 504) return !isProblem;
  return status === 409 && isProblem && text.includes('"KEY_IN_USE"');
}

/**
 * Sends until there is an answer that another attempt would not change.
 * @param send is called once for each attempt; what it throws that is no exception of clusto is one of the connection
 * @throws what the last attempt threw, or the reason of the signal
 */
export async function withRetries(send: () => Promise<WireAnswer>, options: RetryOptions): Promise<WireAnswer> {
  const { retries, signal, wait = pause } = options;
  for (let attempt = 0; ; attempt += 1) {
    let asked: number | undefined;
    try {
      const answer = await send();
      if (attempt >= retries || !isBusy(answer)) return answer;
      asked = askedPause(answer.headers['retry-after'], Date.now());
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= retries || error instanceof ClustoException) throw error;
    }
    await wait(asked ?? ownPause(attempt, Math.random()), signal);
  }
}
