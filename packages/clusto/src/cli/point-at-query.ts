import { ClustoException } from '../base/errors.ts';
import { note } from './print.ts';

/** Runs what reads a query; where it is not understood, the query is shown with a mark under the column. */
export async function pointAtQuery<T>(query: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'QUERY_INVALID' && query?.includes('\n') === false)
      note(`  ${query}\n  ${' '.repeat(Number(error.detail['column']) - 1)}^`);
    throw error;
  }
}
