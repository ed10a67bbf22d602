import { type ChangedRows, type EntityNames } from '../history/entity-names.ts';
import { type VersionDescription } from '../history/show-version.ts';

/** A version as it was read: what it says, and the rows that say so. */
export interface PageVersion {
  readonly description: VersionDescription;
  readonly rows: ChangedRows;
  readonly names: EntityNames;
}
