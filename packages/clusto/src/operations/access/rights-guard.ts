import { failure } from '../../base/errors.ts';
import type { Session } from '../../inventory/session.ts';
import { type Action, writeActions } from './action.ts';
import { demandsOf } from './demands.ts';
import type { Caller } from './caller.ts';
import { isReference } from './is-reference.ts';
import type { Rights } from './rights.ts';

type Reader = Session['reader'];
type GuardedWork = Parameters<NonNullable<Parameters<Session['limitedTo']>[0]['guard']>['check']>[0];

type Changed = Awaited<ReturnType<GuardedWork['changed']>>;

/** What a refusal says that somebody may not do to something. */
const phraseOf = (action: Action, thing: string): string =>
  action === 'read' || action === 'admin'
    ? action === 'read'
      ? `see ${thing}`
      : 'administer'
    : `${writeActions[action]} ${thing}`;

/** Lets a change stand that rights allow: of every entity as it was before, and as it is after. */
export class RightsGuard {
  readonly rights: Rights;
  readonly caller: Caller;

  constructor(rights: Rights, caller: Caller) {
    this.rights = rights;
    this.caller = caller;
  }

  /** @throws FORBIDDEN */
  async check(work: GuardedWork): Promise<void> {
    const { before, after } = work;
    if (this.rights.isUnlimited) return;
    const changed = await work.changed();
    this.#refuseReferences(changed.begun.attributes);
    const { actions, seen, created, deleted } = await demandsOf(changed, after);
    const touched = [...actions.values()].flatMap((ids) => [...ids]);
    await this.#require('read', new Set([...touched, ...seen].filter((id) => !created.has(id))), before);
    for (const [action, ids] of actions) {
      await this.#require(action, new Set([...ids].filter((id) => !created.has(id))), before);
      await this.#require(action, new Set([...ids].filter((id) => !deleted.has(id))), after);
    }
  }

  /** @throws FORBIDDEN unless the action is allowed on something */
  requireAny(action: Action): void {
    if (!this.rights.mayAny(action)) this.#refuse(action, 'anything');
  }

  /** @throws FORBIDDEN unless the action is allowed on these, as they are now */
  async requireOn(action: Action, things: readonly { readonly id: number }[], reader: Reader): Promise<void> {
    await this.#require(action, new Set(things.map(({ id }) => id)), reader);
  }

  /** @throws FORBIDDEN unless the action is allowed on everything, and everything is seen */
  requireAll(action: Action): void {
    if (this.rights.extent(action) !== 'all') this.#refuse(action, 'everything');
    if (this.rights.sight !== undefined) this.#refuse('read', 'everything');
  }

  /** @throws REFERENCE_FORBIDDEN for what has the server read or run something of its own, unless somebody administers it */
  #refuseReferences(written: Changed['begun']['attributes']): void {
    if (this.rights.mayAny('admin')) return;
    const reference = written.find(isReference);
    if (reference === undefined) return;
    const { key, subkey } = reference;
    const attribute = subkey === null ? key : `${key}.${subkey}`;
    throw failure('REFERENCE_FORBIDDEN', { actor: this.caller.actor, attribute });
  }

  #refuse(action: Action, thing: string): never {
    throw failure('FORBIDDEN', { actor: this.caller.actor, action: phraseOf(action, thing) });
  }

  async #require(action: Action, ids: ReadonlySet<number>, reader: Reader): Promise<void> {
    if (ids.size === 0) return;
    const allowed = await this.rights.allowed(action, [...ids], reader);
    const refused = [...ids].find((id) => !allowed.has(id));
    if (refused === undefined) return;
    const thing = (await reader.entityById(refused))?.name ?? `entity ${refused}`;
    this.#refuse(action, thing);
  }
}
