import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { endpoints } from '../api/endpoints.ts';
import { type Endpoint } from '../api/endpoint.ts';
import { ClustoException, failure } from '../base/errors.ts';
import { type Answered, type ApiClient } from './api-client.ts';
import { type ClientOptions } from './client-options.ts';
import { exceptionOf } from './exception-of.ts';
import { type GivenParts, requestOf } from './request-of.ts';
import { sendRequest } from './send-request.ts';
import { withRetries } from './with-retries.ts';

const isLoopback = ({ hostname }: URL): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** @throws ARGUMENT_INVALID */
function serverAddress(text: string, token: string | undefined): URL {
  const refuse = (expected: string): ClustoException =>
    failure('ARGUMENT_INVALID', {
      argument: 'the address of a server',
      expected,
      value: text.replace(/\/\/[^@/]*@/, '//***@'),
    });
  if (!URL.canParse(text)) throw refuse('written https://host or https://host:port');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('written https://host or https://host:port');
  if (url.username !== '' || url.password !== '')
    throw refuse('without a name and a password: who asks is said by a token');
  if (url.search !== '' || url.hash !== '') throw refuse('without anything behind the path');
  if (token !== undefined && url.protocol === 'http:' && !isLoopback(url))
    throw refuse('https, since a token is not sent where others can read it');
  return url;
}

const causeOf = (error: unknown): string => {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return 'there was no answer in time';
  return message === undefined || message === '' ? (code ?? String(error)) : message;
};

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/**
 * A client of a server: `using api = connectApi('https://clusto.example.com', { token })`. Nothing is sent yet.
 *
 * A request is sent again when there was no answer, or the server is busy: reads, and writes by an `Idempotency-Key` that each
 * gets by itself, so that they are done once.
 * @throws ARGUMENT_INVALID
 */
export function connectApi(address: string, options: ClientOptions = {}): ApiClient {
  const { token, ca, cert, key, retries = 4, timeout = 60_000, signal, wait } = options;
  const base = serverAddress(address, token);
  const server = base.href.replace(/\/$/, '');
  const agent =
    base.protocol === 'https:'
      ? new HttpsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: true })
      : new HttpAgent({ keepAlive: true });

  async function ask(name: string, given: GivenParts = {}): Promise<Answered<unknown>> {
    const endpoint: Endpoint = endpoints[name as keyof typeof endpoints];
    const request = requestOf(base, endpoint, given, token);
    const asked = [signal, given.signal].filter((one) => one !== undefined);
    const ending = asked.length === 0 ? undefined : AbortSignal.any(asked);
    const once = () => sendRequest(request, agent, AbortSignal.any([...asked, AbortSignal.timeout(timeout)]));
    try {
      const answer = await withRetries(once, {
        retries,
        signal: ending,
        wait,
      });
      const { status, headers, text } = answer;
      if (status !== 304 && (status < 200 || status > 299)) throw exceptionOf(server, answer);
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
      if (error instanceof ClustoException) throw error;
      throw failure('SERVER_UNREACHABLE', { server, reason: causeOf(error) }, error);
    }
  }

  async function* each(name: string, given: GivenParts = {}): AsyncGenerator {
    let cursor: string | null | undefined = given['cursor'] as string | undefined;
    do {
      const { body } = await ask(name, { ...given, cursor });
      const { items, next } = body as { items: unknown[]; next: string | null };
      yield* items;
      cursor = next;
    } while (cursor !== null && cursor !== undefined);
  }

  const close = (): void => agent.destroy();
  const methods = Object.keys(endpoints).map((name) => [
    name,
    async (given?: GivenParts) => (await ask(name, given)).body,
  ]);
  const client = { ...Object.fromEntries(methods), ask, each, url: server, close, [Symbol.dispose]: close };
  return client;
}
