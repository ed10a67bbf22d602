import { randomUUID } from 'node:crypto';
import { ClustoException, failure } from '../../base/errors.ts';
import { type ApiClient } from '../../client/api-client.ts';
import { type Reach } from '../../operations/verbs/reach.ts';

type Asked = Parameters<ApiClient['callVerb']>[0];
type Answer = Awaited<ReturnType<ApiClient['callVerb']>>;

/** The request without what makes it be given up: that its time is over the server says, with what it has undone. */
function untilInterrupted(signal: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  if (signal === undefined) return controller.signal;
  const onAbort = (): void => {
    if ((signal.reason as Error).name !== 'TimeoutError') controller.abort();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return controller.signal;
}

/**
 * Has a server reach out of its database, however long that takes. It goes on also when the connection breaks, and is asked
 * again for its answer, by a key, until it has one.
 * @throws INTERRUPTED, and what the verb throws
 */
export async function awaitWork(api: ApiClient, asked: Asked, { signal }: Reach): Promise<Answer> {
  const ended = untilInterrupted(signal);
  const idempotencyKey = randomUUID();
  for (;;) {
    try {
      return await api.callVerb({ ...asked, idempotencyKey, signal: ended });
    } catch (error) {
      if (ended.aborted)
        throw failure('INTERRUPTED', { action: 'waiting for the server, which ends what it has begun' }, error);
      if (!(error instanceof ClustoException) || error.code !== 'KEY_IN_USE') throw error;
    }
  }
}
