import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Endpoint } from '../../api/endpoint.ts';
import { problemMedia } from '../../api/problem.ts';
import { type Log } from '../log/log.ts';
import { jsonOf } from './json-of.ts';
import { logFailure } from './log-failure.ts';
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
  const problem = problemOf(exception, request.id, endpoint);
  logFailure(log, request.id, problem, error);
  request.problem = problem.code;
  // RFC 6750, section 3
  const challenge = problem.code === 'CREDENTIALS_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  if (problem.status === 401) reply.header('www-authenticate', challenge);
  if (problem.status === 429 || problem.status === 503)
    reply.header('retry-after', Number(exception.detail['seconds'] ?? soon));
  return reply.code(problem.status).header('content-type', problemMedia).serializer(jsonOf).send(problem);
}
