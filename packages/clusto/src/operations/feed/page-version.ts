import { type ChangedEntity } from '../history/change.ts';
import { type ChangedRows, type EntityNames } from '../history/entity-names.ts';
import { type VersionDescription } from '../history/show-version.ts';

/** Entities that a version brought into sight or out of it, whatever it changed: a container that cannot be seen itself, say. */
export interface Crossed {
  readonly entered: readonly ChangedEntity[];
  readonly left: readonly ChangedEntity[];
}

/** A version as it was read: what it says, and the rows that say so. */
export interface PageVersion {
  readonly description: VersionDescription;
  /** What it brought into sight, and out of it; where not everything can be seen. */
  readonly crossed?: Crossed | undefined;
  readonly rows: ChangedRows;
  readonly names: EntityNames;
}
