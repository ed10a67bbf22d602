import { ClustoException, show } from '../../base/errors.ts';
import { type Log } from '../log/log.ts';
import { type Problem } from './problem-of.ts';

/** Why something failed, in the words in which it was thrown: the caller is told less. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : show(error));

/** Tells the log why a request got an answer that is no fault of the caller. */
export function logFailure(log: Log, request: string, { code, status }: Problem, error: unknown): void {
  if (status < 500) return;
  const isKnown = error instanceof ClustoException && code !== 'UNEXPECTED';
  if (isKnown) log.write('HTTP_UNSERVED', { request, status, code, reason: reasonOf(error) });
  else
    log.write('HTTP_FAILED', {
      request,
      reason: error instanceof Error ? (error.stack ?? error.message) : show(error),
    });
}
