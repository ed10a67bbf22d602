import { type Application } from '../operations/plan/apply-declared.ts';

export const isNothing = ({ created, changed, deleted }: Application): boolean => created + changed + deleted === 0;

/** `2 to create, 1 to change, 0 to delete`, or what was done. */
export function applicationAsText(application: Application, tense: 'to do' | 'done' = 'to do'): string {
  const { created, changed, deleted } = application;
  if (isNothing(application)) return 'nothing to do';
  return tense === 'done'
    ? `${created} created, ${changed} changed, ${deleted} deleted`
    : `${created} to create, ${changed} to change, ${deleted} to delete`;
}
