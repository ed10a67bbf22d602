import { type Endpoint } from '../../api/endpoint.ts';
import { catalogue } from '../../base/error-catalogue.ts';
import { ClustoException, failure } from '../../base/errors.ts';
import { type Fault, faultAt, RequestFault } from './request-fault.ts';
import { statusOf } from './problem-status.ts';

/** A problem document (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly remedy: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly Fault[];
}

/** A longer text is in no sentence as a whole. */
const longestValue = 1000;
const longestList = 1000;

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** What JSON has words for and is short; undefined for anything else. */
function plainOf(value: unknown, depth = 0): Plain | undefined {
  if (typeof value === 'string') return value.length <= longestValue ? value : undefined;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || depth > 2) return undefined;
  if (Array.isArray(value)) return value.slice(0, longestList).flatMap((one: unknown) => plainOf(one, depth + 1) ?? []);
  return Object.getPrototypeOf(value) === Object.prototype ? plainValues(value, depth + 1) : undefined;
}

/** The values of a sentence that are plain and short. */
const plainValues = (detail: object, depth = 0): { readonly [name: string]: Plain } =>
  Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]: [string, unknown]) => {
      const plain = plainOf(value, depth);
      return plain === undefined ? [] : [[name, plain]];
    }),
  );

/** What kind of problem a class of exceptions is, in words: `LookupException` is a `lookup problem`. */
export const titleOf = (exception: string): string =>
  `${exception
    .replace(/Exception$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()} problem`;

/** What the framework says by codes of its own, in words of the catalogue. */
function translated(error: unknown): ClustoException {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const reason = (message ?? '').replace(/\.$/, '');
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('REQUEST_TOO_LARGE', { reason: 'its body has more bytes than http.bodyLimit' }, error);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failure('MEDIA_UNSUPPORTED', { media: 'of another type' }, error);
    default:
      if (statusCode === undefined || statusCode >= 500) return failure('UNEXPECTED', {}, error);
      return new RequestFault(failure('REQUEST_INVALID', { reason }, error), faultAt('body', reason));
  }
}

/** The exception of the catalogue that something is which was thrown while a request was answered. */
export function exceptionOf(error: unknown): ClustoException {
  if (!(error instanceof ClustoException)) return translated(error);
  if (!('dsn' in error.detail)) return error;
  // where the database is, and what it says of that, is nothing for a caller to know
  const { reason } = error.detail;
  const told = { dsn: 'of this server', ...(reason === undefined ? {} : { reason: 'the log of the server says why' }) };
  return failure(error.code, { ...error.detail, ...told } as never, error);
}

/**
 * The document that tells of an exception.
 * @param request the id of the request
 * @param endpoint says which part of the request the exception is about
 */
export function problemOf(exception: ClustoException, request: string, endpoint?: Endpoint): Problem {
  const { code, message, remedy } = exception;
  const values = plainValues(exception.detail);
  const errors =
    exception instanceof RequestFault ? exception.faults : faultAt(endpoint?.problems[code] ?? '', message);
  return {
    type: `/v1/problems/${code}`,
    title: titleOf(catalogue[code][0]),
    status: statusOf(exception),
    detail: message,
    instance: `urn:clusto:request:${request}`,
    code,
    remedy,
    ...(Object.keys(values).length === 0 ? {} : { values }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}
