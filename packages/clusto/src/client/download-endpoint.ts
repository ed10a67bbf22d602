import { type Endpoint } from '../api/endpoint.ts';
import { ClustoException } from '../base/errors.ts';
import { type Connection, unreachable } from './connection.ts';
import { exceptionOf } from './exception-of.ts';
import { type GivenParts, requestOf } from './request-of.ts';
import { requireKnown } from './require-known.ts';
import { requireSpoken } from './require-spoken.ts';
import { answerOf, openRequest } from './send-request.ts';

/** Bytes that stop coming for so long do not come any more, in milliseconds. */
const longestSilence = 60_000;

/**
 * The bytes of an answer, as they come.
 * @throws what the server tells of, SERVER_REFUSED, SERVER_OTHER, SERVER_OLD; SERVER_UNREACHABLE also where they are cut off
 */
export async function* downloadEndpoint(
  connection: Connection,
  endpoint: Endpoint,
  given: GivenParts,
): AsyncGenerator<Uint8Array, undefined> {
  const { base, server, agent, token, timeout, signal } = connection;
  const request = requestOf(base, endpoint, given, token);
  const asked = [signal, given.signal].filter((one) => one !== undefined);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    const message = await openRequest(request, agent, AbortSignal.any([...asked, late.signal]));
    clearTimeout(timer);
    message.setTimeout(longestSilence, () => message.destroy(new Error('it has stopped to send')));
    requireSpoken(connection, { headers: message.headers });
    if (message.statusCode !== 200) {
      const answer = await answerOf(message);
      await requireKnown(connection, answer, `${request.method} ${request.url.pathname}`);
      throw exceptionOf(server, answer);
    }
    yield* message as AsyncIterable<Buffer>;
  } catch (error) {
    for (const one of asked) one.throwIfAborted();
    throw error instanceof ClustoException ? error : unreachable(connection, error);
  } finally {
    clearTimeout(timer);
  }
}
