import { type Version } from '../../inventory/version.ts';
import { type EntityTerm } from '../find-entity.ts';
import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { changesOfVersions } from './changes-of-versions.ts';
import { findIdentity, type Span, spanOf } from './find-identity.ts';
import { defaultLimit } from './log-versions.ts';
import { listVersions, type VersionFilter } from './list-versions.ts';

export type HistoryParams = Omit<VersionFilter, 'entities'>;

/** A name that an entity had, with the kind it was of then. */
export interface Naming extends Span {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

/** The life of an entity. */
export interface EntityHistory {
  /** Its names, oldest first; between two there may be a time in which it was not there. */
  readonly names: readonly Naming[];
  /** The versions that changed it, newest first, with their changes of it. */
  readonly versions: readonly (Version & { readonly changes: readonly Change[] })[];
}

/**
 * The life of an entity across its names, also of one that is gone.
 * @param term a name that it has or ever had, an IP address, MAC address or serial number; or the entity itself
 * @throws ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID
 */
export async function entityHistory(
  inventory: HistoryView,
  term: EntityTerm,
  filter: HistoryParams = {},
): Promise<EntityHistory> {
  const id = typeof term === 'string' ? await findIdentity(inventory, term) : term.id;
  const states = await inventory.reader.changes.states([id]);
  const limit = filter.limit ?? defaultLimit;
  const { versions } = await listVersions(inventory, { ...filter, limit }, [id]);
  const changes = await changesOfVersions(
    inventory,
    versions.map(({ number }) => number),
    [id],
  );
  return {
    names: states.map(({ name, type, driver, ...life }) => ({ name, type, driver, ...spanOf(life) })),
    versions: versions.map((version) => ({ ...version, changes: changes.get(version.number) ?? [] })),
  };
}
