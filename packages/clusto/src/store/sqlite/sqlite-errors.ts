import { ClustoException, failure } from '../../base/errors.ts';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** What the operator is told for an error of SQLite (result codes: sqlite.org/rescode.html). */
export function translateSqliteError(error: unknown, dsn: string, seconds: number): unknown {
  if (error instanceof ClustoException) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (isBusy(error)) return failure('DATABASE_BUSY', { dsn, seconds }, error);
  if (code.startsWith('SQLITE_READONLY')) return failure('DATABASE_READ_ONLY', { dsn }, error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return failure('DATABASE_FULL', { dsn }, error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return failure('DATABASE_CORRUPT', { dsn, reason }, error);
  // and errors of the file system, met before SQLite is asked: EACCES, EROFS, …
  if (code.startsWith('SQLITE_CANTOPEN') || /^E[A-Z]+$/.test(code))
    return failure('DATABASE_UNAVAILABLE', { dsn, reason }, error);
  if (code.startsWith('SQLITE_CONSTRAINT')) return failure('CONFLICT', { reason }, error);
  return failure('DATABASE_FAILED', { dsn, reason }, error);
}
