import { ClustoException } from '../base/errors.ts';
import { type Application } from '../operations/plan/apply-declared.ts';
import { type EntryProblem } from '../operations/plan/entry-problem.ts';
import { oneLine } from './one-line.ts';

export const isNothing = ({ created, changed, deleted }: Application): boolean => created + changed + deleted === 0;

/** `2 to create, 1 to change, 0 to delete`, or what was done. */
export function applicationAsText(application: Application, tense: 'to do' | 'done' = 'to do'): string {
  const { created, changed, deleted } = application;
  if (isNothing(application)) return 'nothing to do';
  return tense === 'done'
    ? `${created} created, ${changed} changed, ${deleted} deleted`
    : `${created} to create, ${changed} to change, ${deleted} to delete`;
}

/** A line for each entry that was wrong: `FILE:LINE: what`. */
export function problemsOf(error: unknown): string[] {
  if (!(error instanceof ClustoException) || error.code !== 'ENTRIES_INVALID') return [];
  return (error.detail['problems'] as readonly EntryProblem[]).map(({ file, line, column, message }) =>
    oneLine(`${file}:${line}: ${column === undefined ? '' : `${column}: `}${message}`),
  );
}
