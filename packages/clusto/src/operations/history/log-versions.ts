import { type Version } from '../../inventory/version.ts';
import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { changesOfVersions } from './changes-of-versions.ts';
import { listVersions, type VersionFilter } from './list-versions.ts';

export interface LogParams extends VersionFilter {
  /** Also every single change; of named entities, theirs. */
  readonly changes?: boolean | undefined;
}

/** What a version did to an entity. */
export interface Touch {
  readonly name: string;
  readonly what: 'created' | 'deleted' | 'renamed' | 'changed';
}

/** A version with what it did. */
export interface LogEntry extends Version {
  /** The entities that it touched, those that came or went first: as many as are worth reading. */
  readonly touched: readonly Touch[];
  /** How many there are. */
  readonly touchedCount: number;
  readonly changes?: readonly Change[];
}

/** How many entities of a version are named. */
const named = 3;
export const defaultLimit = 20;

async function touchesOf(
  inventory: HistoryView,
  versions: readonly number[],
): Promise<Map<number, Omit<LogEntry, keyof Version>>> {
  const { changes } = inventory.reader;
  const rows = await changes.touched(versions, named);
  const seen = rows.flatMap(({ entity, first, last }) => [first, last].map((version) => ({ entity, version })));
  const states = Map.groupBy(await changes.statesSeen(seen), ({ entity }) => entity);
  const touch = ({ version, entity, begun, ended }: (typeof rows)[number]): Touch => {
    const own = states.get(entity) ?? [];
    const after = own.findLast(({ from }) => from <= version);
    const before = own.findLast(({ from }) => from < version);
    const name = after?.name ?? '';
    if (begun === 1 && ended === 0) return { name, what: 'created' };
    if (begun === 0 && ended === 1) return { name, what: 'deleted' };
    return { name, what: before !== undefined && before.name !== name ? 'renamed' : 'changed' };
  };
  const entries = [...Map.groupBy(rows, ({ version }) => version)].map(
    ([version, all]) => [version, { touched: all.map(touch), touchedCount: all[0]?.total ?? 0 }] as const,
  );
  return new Map(entries);
}

/**
 * The versions that are meant, newest first, each with what it touched; 20 unless told otherwise.
 * @throws ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID
 */
export async function logVersions(
  inventory: HistoryView,
  { changes: isDetailed = false, ...filter }: LogParams = {},
): Promise<LogEntry[]> {
  const { versions, entities } = await listVersions(inventory, { ...filter, limit: filter.limit ?? defaultLimit });
  const numbers = versions.map(({ number }) => number);
  if (numbers.length === 0) return [];
  const touches = await touchesOf(inventory, numbers);
  const changes = isDetailed ? await changesOfVersions(inventory, numbers, entities) : undefined;
  return versions.map((version) => ({
    ...version,
    ...(touches.get(version.number) ?? { touched: [], touchedCount: 0 }),
    ...(changes === undefined ? {} : { changes: changes.get(version.number) ?? [] }),
  }));
}
