import type { ErrorCode } from '../base/error-catalogue.ts';
import { ClustoException } from '../base/errors.ts';

const passing: readonly ErrorCode[] = ['DATABASE_UNAVAILABLE', 'DATABASE_BUSY'];

/** Whether an error of the database may be gone when the same is tried later. */
export function isPassing(error: unknown): boolean {
  return error instanceof ClustoException && passing.includes(error.code);
}
