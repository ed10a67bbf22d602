/**
 * What a promise comes to, or undefined as soon as the signal is given. Keeps nothing of the one that is left behind, however
 * long the other lives.
 */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const onAbort = (): void => resolve(undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  const over = (): void => signal.removeEventListener('abort', onAbort);
  work.finally(over).then(resolve, reject);
  return promise;
}
