import { type Agent as HttpAgent } from 'node:http';
import { type Agent as HttpsAgent } from 'node:https';
import { type ClustoException, failure } from '../base/errors.ts';
import { type OwnWrites } from './own-writes.ts';
import { type RetryOptions } from './with-retries.ts';

/** A server, and how it is asked. */
export interface Connection extends RetryOptions {
  readonly base: URL;
  /** The same as others are told of it. */
  readonly server: string;
  readonly agent: HttpAgent | HttpsAgent;
  readonly token: string | undefined;
  /** For each time that a request is sent, in milliseconds. */
  readonly timeout: number;
  readonly writes: OwnWrites;
}

const causeOf = (error: unknown): string => {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return 'there was no answer in time';
  return message === undefined || message === '' ? (code ?? String(error)) : message;
};

/** That there was no answer. */
export const unreachable = ({ server }: Connection, error: unknown): ClustoException =>
  failure('SERVER_UNREACHABLE', { server, reason: causeOf(error) }, error);
