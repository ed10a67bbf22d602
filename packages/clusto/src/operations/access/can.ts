import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { type Action, actionWords } from './action.ts';
import { type Rights } from './rights.ts';

/** Whether an action is allowed on an entity, and why. */
export interface Verdict {
  readonly action: Action;
  readonly entity: string | null;
  readonly isAllowed: boolean;
  /** The rule that decides, with its role; null where none allows it. */
  readonly rule: string | null;
  readonly role: string | null;
  readonly reason: string;
}

/** The actions that a word stands for. @throws SCOPE_UNKNOWN */
function actionsOf(word: string): readonly Action[] {
  const actions = actionWords[word];
  if (actions === undefined)
    throw failure('SCOPE_UNKNOWN', { scope: word, scopes: Object.keys(actionWords).join(', ') });
  return actions;
}

async function verdictOf(
  inventory: Clusto,
  rights: Rights,
  { action, thing }: { readonly action: Action; readonly thing: Driver | undefined },
): Promise<Verdict> {
  const entity = thing?.name ?? null;
  const deny = (reason: string): Verdict => ({ action, entity, isAllowed: false, rule: null, role: null, reason });
  if (rights.isOutOfScope(action)) return deny('the scopes of the token leave it out');
  const rules = rights.rulesFor(action);
  for (const { term, text, role } of rules) {
    const isMet =
      thing === undefined || term === undefined || (await inventory.reader.matching(term, '', [thing.id])).length === 1;
    const reason = action === 'read' && !/^read\b/.test(text) ? 'who may change it may see it' : 'a rule allows it';
    if (isMet) return { action, entity, isAllowed: true, rule: text, role, reason };
  }
  return deny(rules.length === 0 ? 'no rule of any role allows it' : 'rules allow it of other entities');
}

/**
 * Whether somebody may do something, with the rule that decides: each action that the word stands for by itself.
 * @param thing on which entity; on any when it is left out
 * @throws SCOPE_UNKNOWN
 */
export async function can(inventory: Clusto, rights: Rights, word: string, thing?: Driver): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const action of actionsOf(word)) verdicts.push(await verdictOf(inventory, rights, { action, thing }));
  return verdicts;
}
