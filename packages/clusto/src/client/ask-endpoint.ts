import { type Endpoint } from '../api/endpoint.ts';
import { endpoints } from '../api/endpoints.ts';
import { ClustoException } from '../base/errors.ts';
import { type Answered } from './api-client.ts';
import { type Connection, unreachable } from './connection.ts';
import { exceptionOf } from './exception-of.ts';
import { keyOfLater, laterAnswer } from './later-answer.ts';
import { type GivenParts, requestOf } from './request-of.ts';
import { requireKnown } from './require-known.ts';
import { requireSpoken } from './require-spoken.ts';
import { sendRequest, type WireAnswer, type WireRequest } from './send-request.ts';
import { pause, withRetries } from './with-retries.ts';

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** Asks an endpoint. @throws what the server tells of, SERVER_UNREACHABLE, SERVER_REFUSED, SERVER_OTHER, SERVER_OLD, or the reason of a signal */
export async function askEndpoint(
  connection: Connection,
  endpoint: Endpoint,
  given: GivenParts,
): Promise<Answered<unknown>> {
  const { base, server, agent, token, retries, timeout, signal, wait = pause, writes } = connection;
  const request = requestOf(base, endpoint, writes.asked(given), token);
  const asked = [signal, given.signal].filter((one) => one !== undefined);
  const ending = asked.length === 0 ? undefined : AbortSignal.any(asked);
  const send = (one: WireRequest): Promise<WireAnswer> =>
    withRetries(() => sendRequest(one, agent, AbortSignal.any([...asked, AbortSignal.timeout(timeout)])), {
      retries,
      signal: ending,
      wait,
    });
  try {
    const first = await send(request);
    const key = keyOfLater(first);
    const look = (): Promise<WireAnswer> => send(requestOf(base, endpoints.getAnswer, { key }, token));
    const answer = key === undefined ? first : await laterAnswer(look, (time) => wait(time, ending));
    const { status, headers, text } = answer;
    requireSpoken(connection, answer);
    if (status !== 304 && (status < 200 || status > 299)) {
      await requireKnown(connection, answer, `${request.method} ${request.url.pathname}`);
      throw exceptionOf(server, answer);
    }
    writes.note(endpoint, answer);
    const isJson = String(headers['content-type']).startsWith('application/json');
    const version = single(headers['clusto-version']);
    return {
      status,
      body: text === '' ? undefined : isJson ? (JSON.parse(text) as unknown) : text,
      etag: single(headers['etag']),
      version: version === undefined ? undefined : Number(version),
      request: single(headers['x-request-id']),
    };
  } catch (error) {
    ending?.throwIfAborted();
    writes.forget(error);
    if (error instanceof ClustoException) throw error;
    throw unreachable(connection, error);
  }
}
