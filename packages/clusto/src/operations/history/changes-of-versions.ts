import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { describeChanges } from './describe-changes.ts';
import { EntityNames, type RecordSet } from './entity-names.ts';

type Lifetimes = { readonly from: number; readonly to: number };

/** Of rows of many versions, those that one of them began or ended. */
function only(
  { states, attributes, memberships, allocations }: RecordSet,
  isMeant: (row: Lifetimes) => boolean,
): RecordSet {
  return {
    states: states.filter(isMeant),
    attributes: attributes.filter(isMeant),
    memberships: memberships.filter(isMeant),
    allocations: allocations.filter(isMeant),
  };
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
  return new Map(
    versions.map((version) => {
      const own = {
        begun: only(rows.begun, ({ from }) => from === version),
        ended: only(rows.ended, ({ to }) => to === version),
      };
      const comparison = { before: version - 1, after: version, names, registry: inventory.registry };
      return [version, describeChanges(own, comparison)];
    }),
  );
}
