import { failure } from '../../base/errors.ts';
import { type Version } from '../../inventory/version.ts';
import { type HistoryView } from './history-view.ts';
import { findIdentity } from './find-identity.ts';
import { type MomentInput, versionAt, versionBefore } from './version-at.ts';

/** Which versions are meant; what is left out does not restrict. */
export interface VersionFilter {
  /** Names, or what else means an entity; also ones that are gone. Versions that changed any of them count. */
  readonly entities?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  /** From this version or time on. */
  readonly since?: MomentInput | undefined;
  /** Up to this version or time, which counts. */
  readonly until?: MomentInput | undefined;
  /** Only versions that changed attributes with this key. */
  readonly key?: string | undefined;
  /** A part of the message, whatever the case. */
  readonly message?: string | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
  /** Only versions before this one: the last of a list that was cut goes on with the next. */
  readonly before?: number | undefined;
}

function checkCount(argument: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'an integer from 0', value });
}

async function identities(inventory: HistoryView, terms: readonly string[] | undefined): Promise<number[] | undefined> {
  if (terms === undefined || terms.length === 0) return undefined;
  return Promise.all(terms.map((term) => findIdentity(inventory, term)));
}

/**
 * The versions that are meant, newest first, and the ids of the entities by which they were chosen.
 * @param ids those entities, where they are known
 * @throws ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID
 */
export async function listVersions(
  inventory: HistoryView,
  filter: VersionFilter,
  ids?: number[],
): Promise<{ versions: Version[]; entities: number[] | undefined }> {
  const { entities: terms, actor, since, until, key, message, limit, before } = filter;
  checkCount('limit', limit);
  checkCount('before', before);
  const entities = ids ?? (await identities(inventory, terms));
  const last = until === undefined ? undefined : (await versionAt(inventory, until)) + 1;
  const bounds = [last, before].filter((bound) => bound !== undefined);
  const rows = await inventory.reader.changes.versions({
    ...(entities === undefined ? {} : { entities }),
    ...(actor === undefined ? {} : { actor }),
    ...(key === undefined ? {} : { key }),
    ...(message === undefined ? {} : { message }),
    ...(limit === undefined ? {} : { limit }),
    ...(since === undefined ? {} : { after: await versionBefore(inventory, since) }),
    ...(bounds.length === 0 ? {} : { before: Math.min(...bounds) }),
  });
  return { versions: rows.map((row) => ({ ...row, time: new Date(row.time) })), entities };
}
