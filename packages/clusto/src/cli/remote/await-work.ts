import { randomUUID } from 'node:crypto';
import { ClustoException, failure } from '../../base/errors.ts';
import { type ApiClient } from '../../client/api-client.ts';
import { type Reach } from '../../operations/verbs/reach.ts';

type Asked = Parameters<ApiClient['callVerb']>[0];
type Answer = Awaited<ReturnType<ApiClient['callVerb']>>;

/** That the time is over the server says by itself, which was told of it. */
const isOver = ({ reason }: AbortSignal): boolean => (reason as Error).name === 'TimeoutError';

/**
 * Has a server reach out of its database, however long that takes. It goes on also when the connection breaks, and is asked
 * again for its answer, by a key, until it has one. Who is interrupted has it stop, and waits for what became of it; where it cannot be
 * told so, it is waited for no longer.
 * @throws INTERRUPTED, and what the verb throws
 */
export async function awaitWork(api: ApiClient, asked: Asked, { signal }: Reach): Promise<Answer> {
  const key = randomUUID();
  const waiting = new AbortController();
  const stop = async (): Promise<void> => {
    if (signal === undefined || isOver(signal)) return;
    try {
      await api.stopAnswer({ key });
    } catch {
      waiting.abort();
    }
  };
  if (signal?.aborted === true && !isOver(signal)) throw failure('INTERRUPTED', { action: 'asking the server' });
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      try {
        return await api.callVerb({ ...asked, idempotencyKey: key, signal: waiting.signal });
      } catch (error) {
        if (waiting.signal.aborted)
          throw failure('INTERRUPTED', { action: 'waiting for the server, which ends what it has begun' }, error);
        if (!(error instanceof ClustoException) || error.code !== 'KEY_IN_USE') throw error;
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
