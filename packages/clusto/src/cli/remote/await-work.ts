import { failure } from '../../base/errors.ts';
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
 * Has a server reach out of its database, however long that takes: the client looks for the answer until it is there.
 * @throws INTERRUPTED, and what the verb throws
 */
export async function awaitWork(api: ApiClient, asked: Asked, { signal }: Reach): Promise<Answer> {
  const ended = untilInterrupted(signal);
  try {
    return await api.callVerb({ ...asked, signal: ended });
  } catch (error) {
    if (!ended.aborted) throw error;
    throw failure('INTERRUPTED', { action: 'waiting for the server, which ends what it has begun' }, error);
  }
}
