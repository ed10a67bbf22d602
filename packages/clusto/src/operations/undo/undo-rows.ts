import { contentOf } from '../history/changed-value.ts';
import { type ChangedRows, type RecordSet } from '../history/entity-names.ts';

/** What undoing versions does to rows, before anything stands against it. */
export interface UndoRows {
  /** What the versions began, and what is live. */
  readonly end: RecordSet;
  /** What they ended. */
  readonly revive: RecordSet;
  /** What they began and what a later version, which is not undone, ended. */
  readonly overtaken: RecordSet;
}

type Row = { readonly id: number; readonly from: number; readonly to: number };

/** Takes away what would end and begin again as it is. */
function withoutSame<One extends Row>(
  end: readonly One[],
  revive: readonly One[],
  content: (row: One) => string | null,
) {
  const waiting = Map.groupBy(revive, (row) => content(row) ?? `row ${row.id}`);
  const same = new Set<number>();
  for (const row of end) {
    const key = content(row);
    const back = key === null ? undefined : waiting.get(key)?.shift();
    if (back) same.add(row.id).add(back.id);
  }
  const isLeft = ({ id }: One): boolean => !same.has(id);
  return { end: end.filter(isLeft), revive: revive.filter(isLeft) };
}

function sort<One extends Row>(
  begun: readonly One[],
  ended: readonly One[],
  undone: ReadonlySet<number>,
  content: (row: One) => string | null,
): { end: readonly One[]; revive: readonly One[]; overtaken: readonly One[] } {
  const live = begun.filter(({ to }) => to === Number.MAX_SAFE_INTEGER);
  const gone = ended.filter(({ from }) => !undone.has(from));
  const overtaken = begun.filter(({ to }) => to !== Number.MAX_SAFE_INTEGER && !undone.has(to));
  return { ...withoutSame(live, gone, content), overtaken };
}

/** What undoing these versions would do to the rows that they began and ended. */
export function undoRows({ begun, ended }: ChangedRows, versions: readonly number[]): UndoRows {
  const undone = new Set(versions);
  const states = sort(begun.states, ended.states, undone, ({ entity, name, type, driver }) =>
    JSON.stringify([entity, name, type, driver]),
  );
  // what belongs to an allocation goes and comes with it
  const attributes = sort(begun.attributes, ended.attributes, undone, (row) =>
    row.managed === 1 ? null : contentOf(row),
  );
  const memberships = sort(begun.memberships, ended.memberships, undone, ({ container, member, number, subkey }) =>
    JSON.stringify([container, member, subkey, subkey === null ? null : number]),
  );
  const allocations = sort(begun.allocations, ended.allocations, undone, () => null);
  const pick = (which: keyof UndoRows): RecordSet => ({
    states: states[which],
    attributes: attributes[which],
    memberships: memberships[which],
    allocations: allocations[which],
  });
  return { end: pick('end'), revive: pick('revive'), overtaken: pick('overtaken') };
}
