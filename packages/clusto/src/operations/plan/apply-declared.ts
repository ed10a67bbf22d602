import { failure } from '../../base/errors.ts';
import { type Inventory } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { type Change } from '../history/change.ts';
import { describeChanges } from '../history/describe-changes.ts';
import { EntityNames } from '../history/entity-names.ts';
import { type AppliedContent, contentText, joinContents, readContent } from './applied-content.ts';
import { CableComparison } from './cable-comparison.ts';
import { type Comparing } from './comparing.ts';
import { type DeclaredEntity } from './declared-entity.ts';
import { EntityDirectory } from './entity-directory.ts';
import { type EntryProblem, EntryProblems } from './entry-problem.ts';
import { type EntityRow, type LiveEntity, readLive } from './live-entity.ts';
import { PlanMaker } from './plan-maker.ts';
import { planRemovals } from './plan-removals.ts';
import { PlanSteps } from './plan-steps.ts';
import { StepWriter } from './step-writer.ts';
import { type LiveChange, LiveChanges } from './live-changes.ts';
import { type WantedEntity, WantedState } from './wanted-state.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];

export interface ApplyOptions {
  /** Find out what would be done, by doing all of it in a transaction that is rolled back. */
  readonly dryRun?: boolean | undefined;
  /** The files are right also where the inventory was changed since they were applied. */
  readonly overwrite?: boolean | undefined;
  /** Take back what the set has created or set and says no more. */
  readonly prune?: boolean | undefined;
  /** What is there already is refused. */
  readonly onlyNew?: boolean | undefined;
  /** What is wrong with the declarations as far as is known; what else is wrong is told with it. */
  readonly problems?: readonly EntryProblem[] | undefined;
  readonly message?: string | undefined;
  /** The version that a plan was made at: when there is a later one, nothing is done. */
  readonly basedOn?: number | undefined;
  /** More changes than this are counted and not listed. Default 1000. */
  readonly mostChanges?: number | undefined;
  /** Takes what is being done. */
  readonly progress?: ((what: string) => void) | undefined;
}

/** What was done, or would be. */
export interface Application {
  /** Who has said it; null for what is said once. */
  readonly set: string | null;
  /** The version that was made; of a plan, and where there was nothing to do, the latest one. */
  readonly version: number;
  /** How many entities come, change and go. */
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
  readonly changes: readonly Change[];
  /** Whether all changes are listed. */
  readonly isComplete: boolean;
  /** What was changed in the inventory since the files were applied, and stays so. */
  readonly stays: readonly LiveChange[];
  /** What was changed in the inventory and is wanted otherwise; while there is any, nothing is applied. */
  readonly conflicts: readonly LiveChange[];
}

/** Rolls a plan back. */
class Planned extends Error {
  readonly application: Application;

  constructor(application: Application) {
    super('planned');
    this.application = application;
  }
}

const liveAtOnce = 500;
const defaultMost = 1000;

/** @throws ENTRIES_INVALID with all of them in its detail, where there are any */
export function refuseProblems(problems: readonly EntryProblem[]): void {
  const inOrder = problems.toSorted((one, other) => (one.file === other.file ? one.line - other.line : 0));
  const [first] = inOrder;
  if (first === undefined) return;
  const place = `${first.file}:${first.line}`;
  const detail = { count: inOrder.length, place, reason: first.message, problems: inOrder };
  throw failure('ENTRIES_INVALID', detail);
}

/** One run, inside its transaction. */
class Run {
  readonly #inventory: Clusto;
  readonly #writer: Writer;
  readonly #declared: readonly DeclaredEntity[];
  readonly #set: string | undefined;
  readonly #options: ApplyOptions;
  readonly #problems: EntryProblems;
  readonly #steps = new PlanSteps();
  readonly #liveChanges = new LiveChanges();
  /** What the files say now, by name. */
  readonly #said = new Map<string, AppliedContent>();

  constructor(
    inventory: Clusto,
    writer: Writer,
    declared: readonly DeclaredEntity[],
    set: string | undefined,
    options: ApplyOptions,
  ) {
    this.#inventory = inventory;
    this.#writer = writer;
    this.#declared = declared;
    this.#set = set;
    this.#options = options;
    this.#problems = new EntryProblems(options.problems);
  }

  /** @throws FORBIDDEN where the set has said something of what cannot be seen */
  async #requireSeen(entities: readonly number[]): Promise<void> {
    const { sight, reader, actor } = this.#inventory;
    if (sight === undefined) return;
    const [all, seen] = [await this.#writer.state.entitiesOf(entities), await reader.state.entitiesOf(entities)];
    if (all.length > seen.length)
      throw failure('FORBIDDEN', { actor, action: 'apply a set that cannot be seen as a whole' });
  }

  async apply(): Promise<Application> {
    const before = this.#writer.version - 1;
    const { basedOn, progress = () => {} } = this.#options;
    if (basedOn !== undefined && basedOn !== before)
      throw failure('PLAN_OUTDATED', { planned: basedOn, latest: before });
    const records = this.#set === undefined ? [] : await this.#writer.applied.of(this.#set);
    await this.#requireSeen(records.map(({ entity }) => entity));
    const applied = new Map(records.map(({ name, content }) => [name, readContent(content)]));
    const wanted = new WantedState(this.#declared, this.#problems);
    progress(`comparing ${wanted.entities.size} entities`);
    const directory = await EntityDirectory.read(this.#inventory, {
      names: new Set([...wanted.entities.keys(), ...this.#mentioned()]),
      coming: new Map(this.#declared.flatMap(({ name, driver }) => (driver === undefined ? [] : [[name, driver]]))),
      applied: new Map(records.map(({ name, entity }) => [name, entity])),
    });
    const on: Comparing = {
      inventory: this.#inventory,
      directory,
      applied,
      problems: this.#problems,
      steps: this.#steps,
      liveChanges: this.#liveChanges,
      overwrite: this.#options.overwrite === true,
      onlyNew: this.#options.onlyNew === true,
    };
    const cables = new CableComparison(on);
    const maker = new PlanMaker(on, cables);
    // those that were deleted first: what is to be in them, or of them, stays away too
    const isMissing = ({ name }: WantedEntity): boolean => applied.has(name) && directory.row(name) === undefined;
    const all = [...wanted.entities.values()].sort((one, other) => Number(isMissing(other)) - Number(isMissing(one)));
    for await (const [entity, live] of this.#withLive(all, ({ name }) => directory.row(name)))
      this.#said.set(entity.name, await maker.compare(entity, live));
    maker.takePlaces(wanted.placesInOrder());
    if (this.#options.prune === true) await this.#planRemovals(on, cables);
    await cables.compare(wanted.cables);
    const nothing = { set: this.#set ?? null, version: before, changes: [], isComplete: true };
    const counts = this.#counts();
    const plan = { ...nothing, ...counts, stays: this.#liveChanges.stays, conflicts: this.#liveChanges.conflicts };
    if (plan.conflicts.length > 0) {
      refuseProblems(this.#problems.all);
      throw new Planned(plan);
    }
    // also when something is wrong already: what the rules say of the rest is told with it
    await new StepWriter(on, this.#writer, progress).write();
    refuseProblems(this.#problems.all);
    const isComplete = this.#steps.count <= (this.#options.mostChanges ?? defaultMost);
    const changes = this.#steps.count > 0 && isComplete ? await this.#changes(before) : [];
    const version = this.#steps.count > 0 && this.#options.dryRun !== true ? this.#writer.version : before;
    const application = { ...plan, version, changes, isComplete };
    if (this.#options.dryRun === true) throw new Planned(application);
    await this.#record(directory, applied);
    return application;
  }

  /** Names that only stand in values and allocations. */
  #mentioned(): string[] {
    return this.#declared.flatMap(({ attributes, allocations, in: places }) => [
      ...places.map(({ name }) => name),
      ...attributes.flatMap(({ content }) =>
        content === 'secret' ? [] : content.flatMap((value) => (value.datatype === 'relation' ? [value.name] : [])),
      ),
      ...allocations.flatMap(({ manager, resource, beside }) => [
        manager,
        ...[resource, ...beside.values()].flatMap((value) => (value?.datatype === 'relation' ? [value.name] : [])),
      ]),
    ]);
  }

  /** Each with its entity as it is, some read at once. */
  async *#withLive<One>(
    all: readonly One[],
    rowOf: (one: One) => EntityRow | undefined,
  ): AsyncGenerator<readonly [One, LiveEntity | undefined]> {
    for (let start = 0; start < all.length; start += liveAtOnce) {
      const some = all.slice(start, start + liveAtOnce);
      const rows = some.flatMap((one) => rowOf(one) ?? []);
      const live = new Map((await readLive(this.#inventory, rows)).map((one) => [one.row.id, one]));
      for (const one of some) yield [one, live.get(rowOf(one)?.id ?? 0)];
    }
  }

  async #planRemovals(on: Comparing, cables: CableComparison): Promise<void> {
    const before = [...on.applied];
    const ids = before.flatMap(([name]) => on.directory.row(name)?.id ?? []);
    const others = new Map(
      (await this.#writer.applied.others(this.#set ?? '', ids)).map(({ entity, set }) => [entity, set]),
    );
    const withLive: [name: string, content: AppliedContent, live: LiveEntity | undefined][] = [];
    for await (const [[name, content], live] of this.#withLive(before, ([one]) => on.directory.row(one))) {
      if (live !== undefined) cables.addLive(name, live);
      withLive.push([name, content, live]);
    }
    for (const [name, content, live] of withLive)
      await planRemovals(
        on,
        { name, live, before: content, now: this.#said.get(name) },
        { cables, otherSet: others.get(live?.row.id ?? 0) },
      );
  }

  #counts(): Pick<Application, 'created' | 'changed' | 'deleted'> {
    const { creates, deletes, ...rest } = this.#steps;
    const created = new Set(creates.map(({ name }) => name));
    const changed = new Set<string>();
    for (const { entity } of [
      ...rest.disconnects,
      ...rest.releases,
      ...rest.unset,
      ...rest.attributes,
      ...rest.allocations,
    ])
      changed.add(entity);
    for (const { member } of [...rest.removals, ...rest.places]) changed.add(member);
    for (const { name } of rest.drivers) changed.add(name);
    for (const { ends } of rest.cables) for (const { entity } of ends) changed.add(entity);
    return {
      created: created.size,
      changed: [...changed].filter((name) => !created.has(name)).length,
      deleted: deletes.length,
    };
  }

  async #changes(before: number): Promise<Change[]> {
    const { changes } = this.#writer;
    const written = await changes.since(before);
    const comparison = { before, after: before + 1, names: await EntityNames.read(changes, written) };
    return describeChanges(written, { ...comparison, registry: this.#inventory.registry });
  }

  /** Keeps what the files have said, for the next time. */
  async #record(directory: EntityDirectory, applied: ReadonlyMap<string, AppliedContent>): Promise<void> {
    const set = this.#set;
    if (set === undefined) return;
    const created = new Set(this.#steps.creates.map(({ name }) => name));
    const records = [...this.#said].flatMap(([name, said]) => {
      const before = applied.get(name);
      const row = directory.row(name);
      // what was deleted and stays so is remembered as it was
      if (row === undefined) return [];
      const isOurs = created.has(name) || before?.created === true;
      const joined =
        before === undefined || this.#options.prune === true || created.has(name) ? said : joinContents(before, said);
      const content = contentText({ ...joined, created: isOurs });
      return before !== undefined && contentText(before) === content && !created.has(name)
        ? []
        : [{ name, entity: row.id, content }];
    });
    if (records.length > 0) await this.#writer.applied.replace(set, records);
    if (this.#options.prune !== true) return;
    const forgotten = [...applied.keys()].filter((name) => !this.#said.has(name));
    await this.#writer.applied.forget(set, forgotten);
  }
}

/**
 * Makes the inventory be as it is declared: what is not mentioned stays as it is. All of it is one version, or, where it is
 * so already, none.
 * @param set under which name the declarations are remembered, so that a later change of a file is told from a change in
 * the inventory; without one nothing is remembered
 * @throws ENTRIES_INVALID with every entry that cannot be applied, PLAN_CONFLICT, PLAN_OUTDATED, VIEW_READ_ONLY
 */
export async function applyDeclared(
  inventory: Clusto,
  declared: readonly DeclaredEntity[],
  set: string | undefined,
  options: ApplyOptions = {},
): Promise<Application> {
  const { message } = options;
  try {
    return await inventory.transaction(message === undefined ? {} : { message }, () =>
      inventory.write((writer) => new Run(inventory, writer, declared, set, options).apply()),
    );
  } catch (error) {
    if (!(error instanceof Planned)) throw error;
    const { application } = error;
    if (options.dryRun === true) return application;
    throw failure('PLAN_CONFLICT', { conflicts: application.conflicts.map(({ reason }) => reason) });
  }
}
