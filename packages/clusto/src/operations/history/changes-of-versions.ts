import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { describeChanges } from './describe-changes.ts';
import { type ChangedRows, EntityNames, type RecordSet } from './entity-names.ts';

/** Rows of many versions by the version that began them, or the one that ended them. */
function byVersion(rows: RecordSet, end: 'from' | 'to'): (version: number) => RecordSet {
  const group = <Row extends { readonly from: number; readonly to: number }>(
    all: readonly Row[],
  ): Map<number, readonly Row[]> => Map.groupBy(all, (row) => row[end]);
  const states = group(rows.states);
  const attributes = group(rows.attributes);
  const memberships = group(rows.memberships);
  const allocations = group(rows.allocations);
  return (version) => ({
    states: states.get(version) ?? [],
    attributes: attributes.get(version) ?? [],
    memberships: memberships.get(version) ?? [],
    allocations: allocations.get(version) ?? [],
  });
}

/** Of rows that many versions changed, those that each of them did. */
export function rowsByVersion({ begun, ended }: ChangedRows): (version: number) => ChangedRows {
  const [begunBy, endedBy] = [byVersion(begun, 'from'), byVersion(ended, 'to')];
  return (version) => ({ begun: begunBy(version), ended: endedBy(version) });
}

/**
 * What each of these versions changed.
 * @param entities only changes of these
 */
export async function changesOfVersions(
  inventory: HistoryView,
  versions: readonly number[],
  entities?: readonly number[],
): Promise<Map<number, Change[]>> {
  const { changes } = inventory.reader;
  const rows = await changes.of(versions, entities);
  const names = await EntityNames.read(changes, rows);
  const rowsOf = rowsByVersion(rows);
  return new Map(
    versions.map((version) => {
      const comparison = { before: version - 1, after: version, names, registry: inventory.registry };
      return [version, describeChanges(rowsOf(version), comparison)];
    }),
  );
}
