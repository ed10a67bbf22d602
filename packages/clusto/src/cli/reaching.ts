import { type Reach } from '../operations/verbs/reach.ts';
import { interruptible } from './interruptible.ts';

/**
 * Work outside of the database, here or at a server, that Ctrl-C asks to stop.
 * @param timeout in seconds
 * @param outcome as `interruptible` has it
 * @throws MACHINE_TIMEOUT, INTERRUPTED, and what the work throws
 */
export function reaching<T>(
  { timeout, outcome }: { readonly timeout?: number; readonly outcome?: string },
  work: (reach: Reach) => Promise<T>,
): Promise<T> {
  return interruptible({ timeout, ...(outcome === undefined ? {} : { outcome }) }, (signal) =>
    work({ signal, timeout }),
  );
}
