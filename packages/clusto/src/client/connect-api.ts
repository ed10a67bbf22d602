import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { endpoints } from '../api/endpoints.ts';
import { type Endpoint } from '../api/endpoint.ts';
import { type Answered, type ApiClient, type StreamOptions } from './api-client.ts';
import { askEndpoint } from './ask-endpoint.ts';
import { type ClientOptions } from './client-options.ts';
import { type Connection } from './connection.ts';
import { downloadEndpoint } from './download-endpoint.ts';
import { followEndpoint } from './follow-endpoint.ts';
import { OwnWrites } from './own-writes.ts';
import { type GivenParts } from './request-of.ts';
import { serverAddress } from './server-address.ts';

const endpointOf = (name: string): Endpoint => endpoints[name as keyof typeof endpoints];

/**
 * A client of a server: `using api = connectApi('https://clusto.example.com', { token })`. Nothing is sent yet.
 *
 * A request is sent again when there was no answer, or the server is busy: reads, and writes by an `Idempotency-Key` that each
 * gets by itself, so that they are done once. What it has written is in what it reads afterwards, whichever server answers.
 * @throws ARGUMENT_INVALID
 */
export function connectApi(address: string, options: ClientOptions = {}): ApiClient {
  const { token, ca, cert, key, retries = 4, timeout = 60_000, readOwnWrites = true, signal, wait } = options;
  const base = serverAddress(address, token);
  const server = base.href.replace(/\/$/, '');
  const agent =
    base.protocol === 'https:'
      ? new HttpsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: true })
      : new HttpAgent({ keepAlive: true });
  const connection: Connection = {
    base,
    server,
    agent,
    token,
    retries,
    timeout,
    signal,
    wait,
    writes: new OwnWrites(readOwnWrites),
  };
  const closed = new AbortController();

  const ask = (name: string, given: GivenParts = {}): Promise<Answered<unknown>> =>
    askEndpoint(connection, endpointOf(name), given);

  async function* each(name: string, given: GivenParts = {}): AsyncGenerator {
    let cursor: string | null | undefined = given['cursor'] as string | undefined;
    do {
      const { body } = await ask(name, { ...given, cursor });
      const { items, next } = body as { items: unknown[]; next: string | null };
      yield* items;
      cursor = next;
    } while (cursor !== null && cursor !== undefined);
  }

  async function* follow(name: string, given: GivenParts & StreamOptions = {}): AsyncGenerator {
    // one signal for all: Node may lose one that is made of several
    const ended = new AbortController();
    const end = (): void => ended.abort();
    const ends = [closed.signal, signal, given.signal].filter((one) => one !== undefined);
    for (const one of ends) {
      if (one.aborted) end();
      one.addEventListener('abort', end);
    }
    try {
      yield* followEndpoint(connection, endpointOf(name), given, ended.signal);
    } finally {
      end();
      for (const one of ends) one.removeEventListener('abort', end);
    }
  }

  const download = (name: string, given: GivenParts = {}): AsyncGenerator<Uint8Array> =>
    downloadEndpoint(connection, endpointOf(name), given);

  const close = (): void => {
    closed.abort();
    agent.destroy();
  };
  const methods = Object.keys(endpoints).map((name) => [
    name,
    async (given?: GivenParts) => (await ask(name, given)).body,
  ]);
  const client = {
    ...Object.fromEntries(methods),
    ask,
    each,
    follow,
    download,
    url: server,
    close,
    [Symbol.dispose]: close,
  };
  return client;
}
