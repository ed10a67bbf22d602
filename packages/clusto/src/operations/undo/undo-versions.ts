import { failure } from '../../base/errors.ts';
import { type Change } from '../history/change.ts';
import { describeChanges } from '../history/describe-changes.ts';
import { type ChangedRows, EntityNames, type RecordSet } from '../history/entity-names.ts';
import { type HistoryView } from '../history/history-view.ts';
import { listVersions } from '../history/list-versions.ts';
import { type MomentInput } from '../history/version-at.ts';
import { UndoWriter } from './undo-writer.ts';
import { findConflicts } from './find-conflicts.ts';
import { type UndoConflict } from './undo-conflict.ts';
import { undoRows } from './undo-rows.ts';

export interface UndoParams {
  /** Which versions to undo. */
  readonly versions?: readonly number[] | undefined;
  /** All from this version or time on, instead. */
  readonly since?: MomentInput | undefined;
  /** Of those, or of all, only the ones of this actor. */
  readonly actor?: string | undefined;
  /** Why, for the log: put behind `undo of 12, 13`. */
  readonly message?: string | undefined;
  /** Only tells what would be done, and what stands against it. */
  readonly dryRun?: boolean | undefined;
}

export interface Undo {
  /** What is undone, newest first. */
  readonly versions: readonly number[];
  /** The changes that undo them. */
  readonly changes: readonly Change[];
  /** Later changes that depend on them; empty once they are undone. */
  readonly conflicts: readonly UndoConflict[];
  /** The new version; null for a dry run. */
  readonly version: number | null;
}

/** Carries a plan out of a transaction that is not to stand. */
class Planned extends Error {
  readonly plan: Undo;

  constructor(plan: Undo) {
    super('planned');
    this.plan = plan;
  }
}

/** `12, 13, 20 to 25` */
function numbersAsText(versions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const version of versions.toSorted((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === version - 1) run[1] = version;
    else runs.push([version, version]);
  }
  return runs
    .map(([first, last]) => (last === first ? String(first) : `${first}${last === first + 1 ? ',' : ' to'} ${last}`))
    .join(', ');
}

async function chosen(inventory: HistoryView, { versions, since, actor }: UndoParams): Promise<number[]> {
  if ((versions === undefined) === (since === undefined && actor === undefined))
    throw failure('USAGE', { reason: 'Name the versions to undo, or say since when or by whom, not both.' });
  if (versions === undefined) {
    const { versions: found } = await listVersions(inventory, { since, actor });
    return found.map(({ number }) => number);
  }
  const latest = await inventory.version();
  for (const version of versions)
    if (!(Number.isSafeInteger(version) && version > 0 && version <= latest))
      throw failure('VERSION_UNKNOWN', { version, latest });
  return [...new Set(versions)].sort((one, other) => other - one);
}

/**
 * Without the rows of the entity that stands for the database itself: that it is an inventory is never undone. What is
 * allocated to it is: the records of what was given out.
 */
function without(meta: number, { states, attributes, ...rest }: RecordSet): RecordSet {
  return {
    ...rest,
    states: states.filter(({ entity }) => entity !== meta),
    attributes: attributes.filter(({ entity, managed }) => entity !== meta || managed === 1),
  };
}

const isEmpty = ({ begun, ended }: ChangedRows): boolean =>
  [begun, ended].every((set) => Object.values(set).every((rows) => rows.length === 0));

/** Conflicts name what stands against it: thrown inside of the transaction, they name nothing that cannot be seen. */
const refused = (title: string, { conflicts }: Undo): Error =>
  failure('UNDO_REFUSED', { title, conflicts: conflicts.map(({ reason }) => reason) });

/** @throws FORBIDDEN where the versions did something that cannot be seen */
async function requireSeen(inventory: HistoryView, changed: ChangedRows, versions: readonly number[]): Promise<void> {
  if (inventory.sight === undefined) return;
  const seen = await inventory.reader.changes.of(versions);
  const count = (set: RecordSet): number => Object.values(set).reduce((sum, rows) => sum + rows.length, 0);
  if (count(seen.begun) === count(changed.begun) && count(seen.ended) === count(changed.ended)) return;
  throw failure('FORBIDDEN', { actor: inventory.actor, action: 'undo what cannot be seen as a whole' });
}

/**
 * Undoes versions, as one new version: what they began ends, and what they ended is there again, entities with the
 * identity that they had. A later change that depends on them, and that is not undone with them, stands against it.
 * @throws UNDO_REFUSED, UNDO_EMPTY, VERSION_UNKNOWN, TIME_INVALID, USAGE, VIEW_READ_ONLY
 */
export async function undoVersions(inventory: HistoryView, params: UndoParams): Promise<Undo> {
  const versions = await chosen(inventory, params);
  const title = `undo of ${numbersAsText(versions)}`;
  const message = params.message === undefined ? title : `${title}: ${params.message}`;
  const undo = (): Promise<Undo> =>
    inventory.write(async (writer): Promise<Undo> => {
      const meta = await inventory.metaId();
      const all = await writer.changes.of(versions);
      const changed = { begun: without(meta, all.begun), ended: without(meta, all.ended) };
      if (isEmpty(changed)) throw failure('UNDO_EMPTY', { versions });
      await requireSeen(inventory, changed, versions);
      const rows = undoRows(changed, versions);
      const names = await EntityNames.read(writer.changes, changed);
      const conflicts = await findConflicts(writer, rows, names);
      const plan = { versions, changes: [], conflicts: conflicts.all, version: null };
      if (plan.conflicts.length > 0) throw inventory.sight === undefined ? new Planned(plan) : refused(title, plan);
      await new UndoWriter(inventory, writer, rows, { conflicts, versions }).apply();
      const late = { ...plan, conflicts: conflicts.all };
      if (late.conflicts.length > 0) throw inventory.sight === undefined ? new Planned(late) : refused(title, late);
      const [before, after] = [writer.version - 1, writer.version];
      const written = await writer.changes.since(before);
      const comparison = { before, after, names: await EntityNames.read(writer.changes, written) };
      const changes = describeChanges(written, { ...comparison, registry: inventory.registry });
      if (params.dryRun === true) throw new Planned({ ...plan, changes });
      return { ...plan, changes, version: changes.length === 0 ? before : after };
    });
  try {
    return await inventory.transaction({ message }, undo);
  } catch (error) {
    if (!(error instanceof Planned)) throw error;
    if (params.dryRun === true) return error.plan;
    throw refused(title, error.plan);
  }
}
