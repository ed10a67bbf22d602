import { ClustoException, failure } from '../../base/errors.ts';
import type { Session } from '../../inventory/session.ts';
import { planQuery } from '../../query/plan-query.ts';
import { type Action, actionWords, allWriteActions } from './action.ts';

type EntityTerm = ReturnType<typeof planQuery>;

/** One thing that a role allows. */
export interface Rule {
  /** As it is written. */
  readonly text: string;
  readonly actions: ReadonlySet<Action>;
  /** Which entities; all when it is left out. */
  readonly term?: EntityTerm | undefined;
}

/** The words with which a rule begins; after `write` comes what of it, or nothing for all. */
const verbs = ['read', 'write', 'allocate', 'operate', 'admin'];

/** The text before `where`, and what comes after it with the column at which that begins. */
function parts(line: string): { head: string; query: string | undefined; column: number } {
  const found = /(?:^|\s)where(?:\s+|$)/.exec(line);
  if (found === null) return { head: line, query: undefined, column: 0 };
  const end = found.index + found[0].length;
  return { head: line.slice(0, found.index), query: line.slice(end), column: end };
}

function readActions(head: string, refuse: (column: number, reason: string) => never): Set<Action> {
  const words = [...head.matchAll(/[^\s,]+/g)].map(({ 0: word, index }) => ({ word, column: index + 1 }));
  const [verb, ...kinds] = words;
  if (verb === undefined || !verbs.includes(verb.word))
    return refuse(
      verb?.column ?? 1,
      `${verb?.word ?? 'nothing'} is no beginning of a rule, which are ${verbs.join(', ')}`,
    );
  if (verb.word !== 'write' && kinds[0] !== undefined)
    return refuse(kinds[0].column, `after ${verb.word} comes where, or nothing, and not ${kinds[0].word}`);
  for (const { word, column } of kinds)
    if (!(allWriteActions as readonly string[]).includes(word))
      return refuse(column, `${word} is nothing that can be written, which is ${allWriteActions.join(', ')}`);
  return new Set((kinds.length === 0 ? [verb] : kinds).flatMap(({ word }) => actionWords[word] ?? []));
}

/**
 * The rules of a role, one in each line, such as `write attr where pool = web`; without `where` they are about everything. A
 * line that begins with `#` says nothing.
 * @throws RULE_INVALID with line and column
 */
export function parseRules(text: string, registry: Session['registry']): Rule[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const refuse = (column: number, reason: string): never => {
      throw failure('RULE_INVALID', { line: index + 1, column, reason });
    };
    const { head, query, column } = parts(line);
    const actions = readActions(head, refuse);
    if (query === undefined) return [{ text: line.trim(), actions }];
    if (actions.has('admin')) return refuse(column + 1, 'admin is about everything, and takes no where');
    if (query.trim() === '') return refuse(column + 1, 'a query was expected after where');
    try {
      return [{ text: line.trim(), actions, term: planQuery(query, registry) }];
    } catch (error) {
      if (!(error instanceof ClustoException) || error.code !== 'QUERY_INVALID') throw error;
      const { column: at, reason } = error.detail as { column: number; reason: string };
      return refuse(column + at, reason);
    }
  });
}
