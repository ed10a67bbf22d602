import { type IncomingMessage } from 'node:http';
import { type Endpoint } from '../api/endpoint.ts';
import { ClustoException } from '../base/errors.ts';
import { type StreamOptions } from './api-client.ts';
import { type Connection, unreachable } from './connection.ts';
import { exceptionOf } from './exception-of.ts';
import { followEvents } from './follow-events.ts';
import { type GivenParts, requestOf } from './request-of.ts';
import { requireSpoken } from './require-spoken.ts';
import { answerOf, openRequest, type WireAnswer, type WireRequest } from './send-request.ts';
import { isBusy, withRetries } from './with-retries.ts';

const media = 'text/event-stream';

type Opened = WireAnswer & { readonly stream?: IncomingMessage };

/** A stream, or what was answered instead. The timeout is for the beginning of the answer. */
async function openEvents({ agent, timeout }: Connection, request: WireRequest, signal: AbortSignal): Promise<Opened> {
  const attempt = new AbortController();
  const end = (): void => attempt.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  const late = setTimeout(end, timeout);
  try {
    const message = await openRequest(request, agent, attempt.signal);
    message.once('close', () => signal.removeEventListener('abort', end));
    const { statusCode: status = 0, headers } = message;
    const isStream = status === 200 && String(headers['content-type']).startsWith(media);
    return isStream ? { status, headers, text: '', stream: message } : await answerOf(message);
  } catch (error) {
    signal.removeEventListener('abort', end);
    throw error;
  } finally {
    clearTimeout(late);
  }
}

/**
 * The events that an endpoint tells, until the server says that nothing more comes, or the signal is given.
 * @param ended ends it silently
 * @throws what the server tells of, SERVER_REFUSED, SERVER_OTHER; SERVER_UNREACHABLE at first, later it is asked again for ever
 */
export async function* followEndpoint(
  connection: Connection,
  endpoint: Endpoint,
  { onOutage, ...given }: GivenParts & StreamOptions,
  ended: AbortSignal,
): AsyncGenerator<unknown, undefined> {
  const { base, server, token, retries, wait } = connection;
  const open = async (lastId: string | undefined): Promise<IncomingMessage> => {
    const { headers, ...request } = requestOf(base, endpoint, given, token);
    const from = lastId === undefined ? {} : { 'last-event-id': lastId };
    const once = (): Promise<Opened> =>
      openEvents(connection, { ...request, headers: { ...headers, accept: media, ...from } }, ended);
    const answer: Opened =
      lastId === undefined ? await withRetries(once, { retries, signal: ended, wait }) : await once();
    requireSpoken(connection, answer);
    if (answer.stream !== undefined) return answer.stream;
    // a server that is busy, or a proxy without one, is asked again
    if (lastId !== undefined && (isBusy(answer) || answer.status >= 500))
      throw new Error(`it answers ${answer.status}`);
    throw exceptionOf(server, answer);
  };
  const told = (error: unknown): unknown => (error === null ? null : unreachable(connection, error));
  try {
    yield* followEvents(open, (error) => error instanceof ClustoException, {
      signal: ended,
      wait,
      onOutage: (error) => onOutage?.(told(error)),
    });
  } catch (error) {
    if (ended.aborted) return;
    throw error instanceof ClustoException ? error : unreachable(connection, error);
  }
}
