import type { EntityTerm } from '../store/entity-term.ts';
import type { Guard } from '../store/guard.ts';

/** What somebody is limited to; what is left out is not limited. */
export interface Limits {
  /** Who writes the versions. */
  readonly actor: string;
  /** What an entity has to meet to be seen. */
  readonly sight?: EntityTerm | undefined;
  /** Who is asked before anything is written. */
  readonly guard?: Guard | undefined;
}
