import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { ClustoException } from '../../base/errors.ts';
import { type Network } from '../../base/network.ts';
import { guardedLookup, isAddress, plainHost, requireReachable } from './guarded-lookup.ts';

/** What became of a request to a target. */
export interface PostOutcome {
  /**
   * `delivered`: taken. `refused`: answered that this is not to be. `gone`: answered that nothing is to come any more. `unavailable`:
   * not answered, or that it is not the time for it.
   */
  readonly kind: 'delivered' | 'refused' | 'gone' | 'unavailable';
  /** For people; nothing of it is a secret. */
  readonly reason: string;
  /** How long the target asks to be left alone, in milliseconds. */
  readonly retryAfter?: number;
}

export interface PostOptions {
  /** Networks that may be sent to beside the internet; plain HTTP goes to them alone. */
  readonly allowed: readonly Network[];
  /** For all of it, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** So much of an answer is read; the rest is nobody's business. */
const mostOfAnswer = 16 * 1024;
/** Those that say that it is not the time for it. */
const laterStatuses = [408, 425, 429];

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): PostOutcome {
  const reason = `it answered ${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered', reason };
  if (status === 410) return { kind: 'gone', reason };
  if (status >= 300 && status < 400) return { kind: 'refused', reason: `${reason}, and redirects are not followed` };
  if (status < 500 && !laterStatuses.includes(status)) return { kind: 'refused', reason };
  const after = Number(headers['retry-after']);
  return { kind: 'unavailable', reason, ...(after > 0 ? { retryAfter: after * 1000 } : {}) };
}

/** Reads an answer to its end, or as far as is enough, so that the connection is free. */
function finish(response: IncomingMessage, outgoing: ClientRequest, done: () => void): void {
  let read = 0;
  response.on('data', (part: Buffer) => {
    read += part.length;
    if (read > mostOfAnswer) outgoing.destroy();
  });
  response.on('close', done).on('error', done);
}

/**
 * Sends a body to a target, once. Redirects are not followed, and the answer is hardly read. Addresses that are not of the internet
 * are refused unless they are allowed, whatever the name is that leads to them.
 */
export function postWebhook(
  target: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  { allowed, timeout, signal }: PostOptions,
): Promise<PostOutcome> {
  const url = new URL(target);
  const { promise, resolve } = Promise.withResolvers<PostOutcome>();
  let timer: NodeJS.Timeout | undefined;
  const done = (outcome: PostOutcome): void => {
    clearTimeout(timer);
    resolve(outcome);
  };
  const failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    const kind = error instanceof ClustoException ? 'refused' : 'unavailable';
    done({ kind, reason: reason.replace(/\.$/, '') });
  };
  try {
    const isPlain = url.protocol === 'http:';
    if (isAddress(url.hostname)) requireReachable(url.hostname, plainHost(url.hostname), allowed, isPlain);
    const outgoing = (isPlain ? plainRequest : secureRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      lookup: guardedLookup(allowed, isPlain),
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    timer = setTimeout(() => outgoing.destroy(new Error(`it did not answer within ${timeout} ms`)), timeout);
    outgoing.on('error', failed);
    outgoing.on('response', (response) => finish(response, outgoing, () => done(outcomeOf(response))));
    outgoing.end(body);
  } catch (error) {
    failed(error);
  }
  return promise;
}
