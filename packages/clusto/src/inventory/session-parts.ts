import type { Guard } from '../store/guard.ts';
import type { Sight } from '../store/sight.ts';
import type { Store } from '../store/store.ts';
import type { Registry } from './registry.ts';

/** What an inventory is made of. */
export interface SessionParts {
  readonly store: Store;
  readonly registry: Registry;
  /** Who, and from where: for the versions. */
  readonly actor: string;
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of one that somebody is limited to: the database is not theirs to close. */
  readonly limits?: { readonly sight: Sight | undefined; readonly guard: Guard | undefined } | undefined;
}
