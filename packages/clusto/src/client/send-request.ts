import { type Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An answer has to fit into memory; nobody means a larger one, in bytes. */
const largestAnswer = 512 * 1024 * 1024;

const unpack = promisify(gunzip);

/** The whole of an answer. */
export async function answerOf(message: IncomingMessage): Promise<WireAnswer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestAnswer) throw new Error(`its answer is larger than ${largestAnswer} bytes`);
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  const isPacked = message.headers['content-encoding'] === 'gzip';
  const text = (isPacked ? await unpack(bytes, { maxOutputLength: largestAnswer }) : bytes).toString('utf8');
  return { status: message.statusCode ?? 0, headers: message.headers, text };
}

/**
 * Sends a request once, and gives the answer as soon as it begins. No proxy is asked, whatever the environment says, and no
 * redirection followed: either would show the token to somebody else.
 * @throws what the socket says, and what the signal was given
 */
export function openRequest(
  { method, url, headers, body }: WireRequest,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { method, headers, agent, signal });
    request.on('error', reject);
    request.once('response', resolve);
    request.end(body);
  });
}

/** The same, with the whole of the answer. */
export async function sendRequest(
  { headers, ...request }: WireRequest,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): Promise<WireAnswer> {
  return answerOf(await openRequest({ ...request, headers: { ...headers, 'accept-encoding': 'gzip' } }, agent, signal));
}
