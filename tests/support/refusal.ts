import { ClustoException } from '../../packages/clusto/src/base/errors.ts';

/** The code with which clusto refuses; anything else that happens is thrown. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof ClustoException) return error.code;
    throw error;
  }
  throw new Error('nothing was refused');
}
