import { catalogue, type ErrorCode } from '../base/error-catalogue.ts';
import { type ClustoException, failure, toldFailure } from '../base/errors.ts';
import { problemMedia } from '../api/problem.ts';
import { type WireAnswer } from './send-request.ts';

interface ProblemDocument {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

function problemIn({ headers, text }: WireAnswer): ProblemDocument | undefined {
  if (!String(headers['content-type']).startsWith(problemMedia)) return undefined;
  try {
    const { code, detail, values } = JSON.parse(text) as Record<string, unknown>;
    if (typeof code !== 'string' || typeof detail !== 'string' || !Object.hasOwn(catalogue, code)) return undefined;
    const isObject = typeof values === 'object' && values !== null;
    return { code: code as ErrorCode, detail, ...(isObject ? { values: values as Record<string, unknown> } : {}) };
  } catch {
    return undefined;
  }
}

/** What a text is that should have been a problem document, on one line. */
const glance = (text: string): string => text.slice(0, 200).replace(/\s+/g, ' ').trim() || 'nothing';

/**
 * The exception that an answer tells of: with the code, the class and the sentence that it has where it was thrown.
 * SERVER_REFUSED for what is no problem document, or has a code that this version does not know.
 */
export function exceptionOf(server: string, answer: WireAnswer): ClustoException {
  const problem = problemIn(answer);
  if (problem === undefined)
    return failure('SERVER_REFUSED', { server, status: answer.status, reason: glance(answer.text) });
  return toldFailure(problem.code, problem.detail, problem.values ?? {});
}
