import { ClustoException, failure } from '../../base/errors.ts';

export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Where two transactions met in a way that running one again resolves. */
export const retryableStates: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Whether the server ended the connection with it, or did not let it begin. */
const isFatal = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && error.severity === 'FATAL';

/** pg gives these errors no code. */
const isOfConnection = /terminated|timeout|after calling end|not queryable/i;

/** What the operator is told for an error of PostgreSQL (appendix A of its manual) or of the connection to it. */
export function translatePostgresError(error: unknown, dsn: string, seconds: number): unknown {
  if (error instanceof ClustoException) return error;
  const state = sqlState(error);
  const reason = error instanceof Error ? error.message || state : String(error);
  if (state === '55P03') return failure('DATABASE_BUSY', { dsn, seconds }, error);
  if (state === '25006' || state === '42501') return failure('DATABASE_READ_ONLY', { dsn }, error);
  if (state === '53100') return failure('DATABASE_FULL', { dsn }, error);
  if (state.startsWith('23')) return failure('CONFLICT', { reason }, error);
  // connection exceptions, authorization, missing database, shutdown, and errors of the socket (ECONNREFUSED, …)
  if (
    isFatal(error) ||
    /^(08|28|3D|57P|53)/.test(state) ||
    /^E[A-Z]{3,}/.test(state) ||
    (state === '' && isOfConnection.test(reason))
  )
    return failure('DATABASE_UNAVAILABLE', { dsn, reason }, error);
  return failure('DATABASE_FAILED', { dsn, reason }, error);
}
