import { randomUUID } from 'node:crypto';
import { type Socket } from 'node:net';
import { problemMedia } from '../../api/problem.ts';
import { failure } from '../../base/errors.ts';
import { problemOf } from './problem-of.ts';
import { longestHeaders } from './server-options.ts';

/** Answers what is no request of HTTP, or never becomes one. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const exception =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? failure('HEADERS_TOO_LARGE', { limit: longestHeaders })
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? failure('REQUEST_TOO_SLOW', {})
        : failure('REQUEST_INVALID', { reason: 'it is not HTTP' });
  const problem = problemOf(exception, randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.code}`,
    `content-type: ${problemMedia}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
