import { ClustoException } from '../base/errors.ts';
import { type EntryProblem } from '../operations/plan/entry-problem.ts';
import { oneLine } from './one-line.ts';
import { note } from './print.ts';

/** `FILE:LINE: what`, in CSV with the column. */
export function problemAsText({ file, line, column, message }: EntryProblem): string {
  return oneLine(`${file}:${line}: ${column === undefined ? '' : `${column}: `}${message}`);
}

/** Shows everything that is wrong with files, each where it stands, before the error itself. */
export async function tellingProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'ENTRIES_INVALID')
      for (const problem of error.detail['problems'] as readonly EntryProblem[]) note(problemAsText(problem));
    throw error;
  }
}
