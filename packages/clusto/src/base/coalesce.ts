import { setImmediate } from 'node:timers/promises';

/**
 * One call for everyone who asks while the call before it is under way: each gets what was begun after they asked, so that
 * nobody is told of a past that they had seen the end of.
 */
export function coalesce<Result>(call: () => Promise<Result>): () => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  return () => {
    if (next !== undefined) return next;
    const own = before
      .then(() => setImmediate())
      .then(() => {
        next = undefined;
        return call();
      });
    next = own;
    before = own.catch(() => undefined);
    return own;
  };
}
