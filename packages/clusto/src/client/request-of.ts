import { randomUUID } from 'node:crypto';
import { type Endpoint } from '../api/endpoint.ts';
import { failure } from '../base/errors.ts';
import { patience } from './later-answer.ts';
import { type WireRequest } from './send-request.ts';

/** What can be said of every request. */
export interface CallOptions {
  /** The `ETag` of the state that is known: it is answered with 304 and without a body while it is still so. */
  readonly ifNoneMatch?: string;
  /** By what a write may be sent again; a new one for each call unless said otherwise. */
  readonly idempotencyKey?: string;
  /** A version that has to be in what is read: the last one that this client has written unless said otherwise; 0 for none. */
  readonly atLeast?: number;
  readonly signal?: AbortSignal;
}

/** What is given to a method, whatever the endpoint. */
export type GivenParts = Readonly<Record<string, unknown>> & CallOptions;

const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(',') : String(value));

/** The request of an endpoint, with its parameters where they belong. @throws ARGUMENT_INVALID */
export function requestOf(base: URL, endpoint: Endpoint, given: GivenParts, token: string | undefined): WireRequest {
  const { method, isWrite } = endpoint;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name];
    // a dot alone would be taken for a folder, and the request for another one
    if (typeof value !== 'string' || value === '' || value === '.' || value === '..')
      throw failure('ARGUMENT_INVALID', { argument: name, expected: 'a text that can stand in a path', value });
    return encodeURIComponent(value);
  });
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
  for (const name of Object.keys(endpoint.query.properties))
    if (given[name] !== undefined) url.searchParams.set(name, textOf(given[name]));
  const { body } = given;
  const headers: Record<string, string | undefined> = {
    accept: '*/*',
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    'content-type': body === undefined ? undefined : 'application/json',
    'if-match': endpoint.isConditional === true ? String(given['ifMatch']) : undefined,
    'clusto-at-least': given.atLeast === undefined || given.atLeast === 0 ? undefined : String(given.atLeast),
    'if-none-match': given.ifNoneMatch,
    // only where a server knows work that takes long
    prefer: isWrite ? `respond-async, wait=${patience}` : undefined,
    'idempotency-key': isWrite ? (given.idempotencyKey ?? randomUUID()) : undefined,
  };
  const text = body === undefined ? undefined : jsonOf(body);
  return {
    method,
    url,
    headers: Object.fromEntries(
      Object.entries({
        ...headers,
        'content-length': text === undefined ? undefined : String(Buffer.byteLength(text)),
      }).filter((header): header is [string, string] => header[1] !== undefined),
    ),
    body: text,
  };
}

/** Integers beyond 2^53 as text, as the server writes them. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));
