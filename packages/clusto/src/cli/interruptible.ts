import { ClustoException, failure } from '../base/errors.ts';
import { exitCodes } from './exit-codes.ts';
import { note } from './print.ts';

/**
 * Work that Ctrl-C (or SIGTERM) asks to stop, and to undo what it has begun; the second time the process ends at once.
 * @param timeout in seconds, after which it is asked to stop as well; without one it takes as long as it takes
 * @param outcome what becomes of what was begun; null where there is nothing to say, since it is how the work ends
 * @throws MACHINE_TIMEOUT, and what the work throws
 */
export async function interruptible<T>(
  {
    timeout,
    outcome = 'what was begun is undone',
  }: { readonly timeout?: number | undefined; readonly outcome?: string | null },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const limit = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000);
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    if (outcome !== null) note(`interrupted: ${outcome}, once more ends at once`);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(limit ? AbortSignal.any([controller.signal, limit]) : controller.signal);
  } catch (error) {
    const isLimit = limit?.aborted === true && !controller.signal.aborted;
    if (!isLimit || !(error instanceof ClustoException) || error.code !== 'INTERRUPTED') throw error;
    throw failure('MACHINE_TIMEOUT', { action: error.detail['action'], seconds: timeout }, error);
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
