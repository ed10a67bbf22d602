import { type Clusto } from '../operations/clusto.ts';
import { type Reach } from '../operations/verbs/reach.ts';
import { interruptible } from './interruptible.ts';

/**
 * Work outside of the database, here or at a server, that Ctrl-C asks to stop. A server is waited for no longer, and ends what it
 * has begun; when the time is over it stops as work here does.
 * @param timeout in seconds
 * @param outcome as `interruptible` has it, where the work is done here
 * @throws MACHINE_TIMEOUT, INTERRUPTED, and what the work throws
 */
export function reaching<T>(
  { remote }: Clusto,
  { timeout, outcome }: { readonly timeout?: number; readonly outcome?: string },
  work: (reach: Reach) => Promise<T>,
): Promise<T> {
  const told = remote === undefined ? outcome : 'the server ends what it has begun';
  return interruptible({ timeout, ...(told === undefined ? {} : { outcome: told }) }, (signal) =>
    work({ signal, timeout }),
  );
}
