import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Endpoint } from '../../api/endpoint.ts';
import { problemMedia } from '../../api/problem.ts';
import { show } from '../../base/errors.ts';
import { type Log } from '../log/log.ts';
import { jsonOf } from './json-of.ts';
import { exceptionOf, problemOf } from './problem-of.ts';

/** Seconds after which it may be tried again what could not be done for lack of something. */
const soon = 1;

/** Answers with what went wrong. What is a mistake of clusto itself is told to the log alone. */
export function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  log: Log,
  endpoint?: Endpoint,
): FastifyReply {
  const exception = exceptionOf(error);
  if (exception.code === 'UNEXPECTED')
    log.write('HTTP_FAILED', {
      request: request.id,
      reason: error instanceof Error ? (error.stack ?? error.message) : show(error),
    });
  const problem = problemOf(exception, request.id, endpoint);
  request.problem = problem.code;
  // RFC 6750, section 3
  const challenge = problem.code === 'CREDENTIALS_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  if (problem.status === 401) reply.header('www-authenticate', challenge);
  if (problem.status === 429 || problem.status === 503)
    reply.header('retry-after', Number(exception.detail['seconds'] ?? soon));
  return reply.code(problem.status).header('content-type', problemMedia).serializer(jsonOf).send(problem);
}
