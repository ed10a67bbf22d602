import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { ClustoException, failure } from '../../base/errors.ts';
import { pinnedAgent } from './pinned-agent.ts';
import { type RedfishAnswer, type RedfishBody, messagesOf } from './redfish-body.ts';
import type { RedfishOptions, RedfishTarget } from './redfish-target.ts';

/** Far more than a controller has to say of one resource. */
const longestAnswer = 4 * 1024 * 1024;

/** An answer with an error status: its codes as `Base.1.8.NoOperation`. */
export class RedfishRefusal extends Error {
  readonly status: number;
  readonly codes: readonly string[];

  constructor(status: number, codes: readonly string[], message: string) {
    super(message);
    [this.status, this.codes] = [status, codes];
  }
}

/**
 * Requests to a Redfish service, each with a time limit. Nothing is sent before its certificate has been checked, and the
 * session that was opened is closed again. To be disposed of.
 */
export class RedfishSession implements AsyncDisposable {
  readonly #target: RedfishTarget;
  readonly #options: RedfishOptions;
  readonly #agent: Agent;
  readonly #closed = new AbortController();
  #token: string | undefined;
  #session: string | undefined;

  private constructor(target: RedfishTarget, options: RedfishOptions) {
    [this.#target, this.#options] = [target, options];
    this.#agent = pinnedAgent(target, this.#closed.signal);
  }

  /**
   * Logs in.
   * @throws REDFISH_CERTIFICATE (then nothing was sent), REDFISH_LOGIN_REFUSED, REDFISH_UNREACHABLE, REDFISH_NO_ANSWER,
   * INTERRUPTED
   */
  static async open(target: RedfishTarget, options: RedfishOptions = {}): Promise<RedfishSession> {
    const session = new RedfishSession(target, options);
    try {
      if (target.auth !== 'basic') await session.#login();
      return session;
    } catch (error) {
      session.#close();
      throw error;
    }
  }

  async #login(): Promise<void> {
    const { user, password, url } = this.#target;
    try {
      // the path is the same on every service (DSP0266, 13.3.4.2)
      const path = '/redfish/v1/SessionService/Sessions';
      const { headers } = await this.request('POST', path, { UserName: user, Password: password });
      this.#token = String(headers['x-auth-token'] ?? '');
      this.#session = headers.location;
    } catch (error) {
      if (!(error instanceof RedfishRefusal)) throw error;
      throw failure('REDFISH_LOGIN_REFUSED', { url, reason: error.message });
    }
  }

  /** @throws RedfishRefusal for an answer with an error status, and as `open` */
  async request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: RedfishBody): Promise<RedfishAnswer> {
    const { url, auth, user, password } = this.#target;
    const { signal, timeout = 10_000 } = this.#options;
    const limit = AbortSignal.timeout(timeout);
    const address = new URL(path, url);
    // a link in an answer must not carry the login to somewhere else
    if (address.origin !== new URL(url).origin)
      throw failure('REDFISH_FAILED', {
        url,
        action: `show ${path}`,
        reason: 'it names an address of another service',
      });
    const content = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      'odata-version': '4.0',
      ...(content === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
      ...(this.#token === undefined ? {} : { 'x-auth-token': this.#token }),
      ...(auth === 'basic' ? { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` } : {}),
    };
    try {
      const abort = AbortSignal.any(signal === undefined ? [limit] : [limit, signal]);
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      // a request that still waits for its connection would not say that it was aborted
      abort.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      request(address, { method, headers, agent: this.#agent, signal: abort })
        .once('response', resolve)
        .once('error', reject)
        .end(content);
      return await read(await promise);
    } catch (error) {
      if (error instanceof ClustoException || error instanceof RedfishRefusal) throw error;
      if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `asking ${url}` });
      if (limit.aborted) throw failure('REDFISH_NO_ANSWER', { url, seconds: timeout / 1000 });
      throw failure('REDFISH_UNREACHABLE', { url, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #close(): void {
    this.#closed.abort();
    this.#agent.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#session !== undefined) await this.request('DELETE', new URL(this.#session, this.#target.url).pathname);
    } catch {
      // what was to be done is done; the session ends by itself after a while
    } finally {
      this.#close();
    }
  }
}

async function read(response: IncomingMessage): Promise<RedfishAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestAnswer) throw new Error('it answers more than 4 MB');
    chunks.push(chunk);
  }
  const body = parse(Buffer.concat(chunks).toString('utf8'));
  const { statusCode: status = 0, headers } = response;
  if (status < 200 || status >= 300) {
    const messages = messagesOf(body);
    const reason = messages.map(({ text }) => text).join(' ') || `it answered with status ${status}`;
    throw new RedfishRefusal(
      status,
      messages.map(({ code }) => code),
      reason.replace(/\.$/, ''),
    );
  }
  return { body, headers };
}

function parse(text: string): RedfishBody {
  try {
    return text === '' ? {} : (JSON.parse(text) as RedfishBody);
  } catch {
    return {};
  }
}
