import { describe, expect, test } from 'vitest';
import { failure } from '../../base/errors.ts';
import { type ApiClient } from '../../client/api-client.ts';
import { awaitWork } from './await-work.ts';

type Asked = Parameters<ApiClient['callVerb']>[0];
const asked: Asked = { verb: 'startMachine', body: { calls: [[{}]] } };

/** A server that answers so, one after the other, and what it was asked. */
function serverOf(
  answers: readonly ((signal: AbortSignal | undefined) => Promise<{ results: unknown[] }>)[],
  stopAnswer: ApiClient['stopAnswer'] = () => Promise.reject(failure('ANSWER_UNKNOWN', { key: 'k' })),
) {
  const keys: unknown[] = [];
  const callVerb = ({ idempotencyKey, signal }: Asked): Promise<{ results: unknown[] }> => {
    const answer = answers[keys.length];
    keys.push(idempotencyKey);
    if (answer === undefined) throw new Error('asked too often');
    return answer(signal);
  };
  return { api: { callVerb, stopAnswer } as unknown as ApiClient, keys };
}

const busy = (): Promise<never> => Promise.reject(failure('KEY_IN_USE', { key: 'k' }));
const silent = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });

describe('work at a server', () => {
  test('is asked for by one key until there is an answer', async () => {
    const { api, keys } = serverOf([busy, busy, async () => ({ results: ['done'] })]);
    expect(await awaitWork(api, asked, {})).toEqual({ results: ['done'] });
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
  });

  test('is not asked for again when it has failed', async () => {
    const { api, keys } = serverOf([
      () => Promise.reject(failure('PROGRAM_TIMEOUT', { program: 'virsh', seconds: 1 })),
    ]);
    await expect(awaitWork(api, asked, {})).rejects.toMatchObject({ code: 'PROGRAM_TIMEOUT' });
    expect(keys).toHaveLength(1);
  });

  test('is stopped by who is interrupted, who hears what became of it', async () => {
    const controller = new AbortController();
    const undone = Promise.withResolvers<never>();
    const stopped: unknown[] = [];
    const { api, keys } = serverOf([() => undone.promise], async ({ key }) => {
      stopped.push(key);
      undone.reject(failure('INTERRUPTED', { action: 'creating v1000; the entity given back' }));
      return { key, isDone: false };
    });
    const waiting = awaitWork(api, asked, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toThrow('Interrupted while creating v1000; the entity given back.');
    expect(stopped).toEqual(keys);
  });

  test('is waited for no longer where it cannot be told to stop, and not begun by who was interrupted before', async () => {
    const controller = new AbortController();
    const waiting = awaitWork(serverOf([silent]).api, asked, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toThrow('Interrupted while waiting for the server, which ends what it has begun.');
    const { api, keys } = serverOf([busy]);
    await expect(awaitWork(api, asked, { signal: controller.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(keys).toEqual([]);
  });

  test('is waited for beyond its time: the server says what it has undone', async () => {
    const over = AbortSignal.abort(new DOMException('over', 'TimeoutError'));
    const { api } = serverOf([async (signal) => ({ results: [signal?.aborted] })]);
    expect(await awaitWork(api, asked, { signal: over })).toEqual({ results: [false] });
  });
});
