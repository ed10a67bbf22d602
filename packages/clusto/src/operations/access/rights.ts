import type { Session } from '../../inventory/session.ts';
import { type Action, actionWords, allWriteActions } from './action.ts';
import { type Rule } from './parse-rules.ts';

type EntityTerm = NonNullable<Rule['term']>;
type Reader = Session['reader'];

/** A rule with the role that has it. */
export interface RoleRule extends Rule {
  readonly role: string;
}

/** Which entities an action is allowed on: every one, none, or those that meet a term. */
export type Extent = 'all' | 'none' | EntityTerm;

/** What somebody may do: all that any rule of any of their roles allows, within the scopes of their token. */
export class Rights {
  readonly rules: readonly RoleRule[];
  readonly #scopes: ReadonlySet<Action> | undefined;

  /** @param scopes words for actions, to which a token is limited; all when there are none */
  constructor(rules: readonly RoleRule[], scopes: readonly string[] = []) {
    this.rules = rules;
    this.#scopes = scopes.length === 0 ? undefined : new Set(scopes.flatMap((word) => actionWords[word] ?? []));
  }

  /** The rules that allow an action, of whatever entities. Who may change something may see it. */
  rulesFor(action: Action): readonly RoleRule[] {
    if (action === 'read')
      return this.rules.filter(({ actions }) => ['read', ...allWriteActions].some((one) => actions.has(one as Action)));
    if (this.isOutOfScope(action)) return [];
    return this.rules.filter(({ actions }) => actions.has(action));
  }

  /** Whether the scopes of the token leave an action out, whatever the roles say. Reading is in every scope. */
  isOutOfScope(action: Action): boolean {
    return action !== 'read' && this.#scopes?.has(action) === false;
  }

  extent(action: Action): Extent {
    const rules = this.rulesFor(action);
    if (rules.some(({ term }) => term === undefined)) return 'all';
    return rules.length === 0 ? 'none' : { any: rules.flatMap(({ term }) => term ?? []) };
  }

  /** Whether there is anything on which the action is allowed. */
  mayAny(action: Action): boolean {
    return this.extent(action) !== 'none';
  }

  /** What an entity has to meet to be seen; undefined where everything is. */
  get sight(): EntityTerm | undefined {
    const extent = this.extent('read');
    if (extent === 'all') return undefined;
    return extent === 'none' ? { any: [] } : extent;
  }

  /** Whether nothing that is written has to be looked at. */
  get isUnlimited(): boolean {
    return (['read', ...allWriteActions, 'admin'] as const).every((action) => this.extent(action) === 'all');
  }

  /** Those of some entities on which an action is allowed, as they are where the reader reads. */
  async allowed(action: Action, entities: readonly number[], reader: Reader): Promise<Set<number>> {
    const extent = this.extent(action);
    if (extent === 'all') return new Set(entities);
    if (extent === 'none' || entities.length === 0) return new Set();
    return new Set((await reader.matching(extent, '', entities)).map(({ id }) => id));
  }
}
