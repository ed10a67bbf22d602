import { ClustoException, failure, show } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from '../operations/clusto.ts';
import { call } from '../operations/verbs/call.ts';
import { type Reach } from '../operations/verbs/reach.ts';
import { agreeTo, isAny, namesAsText } from './change-entities.ts';
import { chooseEntities } from './choose-entities.ts';
import { type ChangeOptions, type EntitiesOptions } from './options.ts';
import { note, print, printJson } from './print.ts';
import { reaching } from './reaching.ts';
import { reportError } from './report-error.ts';
import { stepProgress, type StepProgress } from './step-progress.ts';
import { withInventory } from './with-inventory.ts';

export interface MachineOptions extends ChangeOptions {
  readonly timeout?: number;
}

/** How many machines are worked on at once. */
export const atOnce = 4;

/** What came of one of several machines. */
export interface MachineOutcome {
  readonly name: string;
  readonly error?: unknown;
}

/**
 * Ends a command over several machines: what failed is told for each.
 * @throws the error itself where there was one machine, or where it was interrupted; MACHINES_FAILED
 */
export function throwFailures(outcomes: readonly MachineOutcome[], done: string): void {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return;
  const stopped = failed.find(({ error }) => error instanceof ClustoException && error.code === 'INTERRUPTED');
  if (outcomes.length === 1 || stopped !== undefined) throw (stopped ?? failed[0])?.error as Error;
  for (const { error } of failed) note(reportError(error));
  throw failure('MACHINES_FAILED', { failed: failed.length, all: outcomes.length, done });
}

/** The outcomes as JSON has them. */
export function outcomesAsJson(outcomes: readonly MachineOutcome[]): unknown[] {
  return outcomes.map(({ name, error }) => {
    if (error === undefined) return { name, ok: true };
    const code = error instanceof ClustoException ? error.code : 'UNEXPECTED';
    return { name, ok: false, code, error: error instanceof Error ? error.message : show(error) };
  });
}

/**
 * The machines that a command line means, all of which may be operated.
 * @throws NOT_A_MACHINE, FORBIDDEN, and as `chooseEntities`
 */
export async function chooseMachines(
  clusto: Clusto,
  terms: readonly string[],
  options: EntitiesOptions,
): Promise<Driver[]> {
  return call(clusto, 'operatedMachines', await chooseEntities(clusto, terms, options));
}

/** Tells steps; those of work at a server are not known here, but that it is under way. */
export function machineSteps(
  clusto: Clusto,
  progress: StepProgress,
): { readonly begin: (machine: string) => void; readonly onStep: (machine: string, step: string) => void } {
  const onStep = (machine: string, step: string): void => progress.step(machine, step);
  return { begin: (machine) => clusto.remote && onStep(machine, 'the server works on it'), onStep };
}

/** How a command speaks of what it does to machines. */
export interface MachineVerb {
  /** What the question begins with: `Start`. */
  readonly verb: string;
  /** What is told of each: `started`. */
  readonly done: string;
  /** What is lost by it: then it is always asked for, unless `--yes` was given. */
  readonly loss?: string;
}

/** Asks before what cannot be taken back, and before several machines are worked on that a query found. @throws CANCELLED */
async function agree(machines: readonly Driver[], { verb, loss }: MachineVerb, options: MachineOptions): Promise<void> {
  if (loss === undefined) return agreeTo(verb, machines, options);
  if (options.yes === true) return undefined;
  const { confirm } = await import('./confirm.ts');
  return confirm(`${verb} ${namesAsText(machines)}? ${loss}`);
}

/**
 * Does something with machines, several at once; steps and results are told on stderr. One that fails does not stop the
 * others.
 */
export async function eachMachine(
  options: MachineOptions,
  terms: readonly string[],
  verb: MachineVerb,
  work: (machine: Driver, reach: Reach, clusto: Clusto) => Promise<unknown>,
): Promise<void> {
  const { done } = verb;
  const { inParallel } = await import('../operations/vm/in-parallel.ts');
  const progress = stepProgress();
  await withInventory(options, (clusto) =>
    reaching(options, async (reach) => {
      // all of them are known before the first is touched
      const machines = await chooseMachines(clusto, terms, options);
      if (!isAny(machines, options)) return;
      if (options.dryRun === true) {
        print(machines.map(({ name }) => name).join('\n'));
        return note('dry run: nothing was changed');
      }
      await agree(machines, verb, options);
      const { begin, onStep } = machineSteps(clusto, progress);
      const results = await inParallel(machines, atOnce, async (machine) => {
        begin(machine.name);
        await work(machine, { ...reach, onStep }, clusto);
        progress.clear();
        if (options.json !== true) note(`${machine.name}: ${done}`);
      });
      progress.clear();
      const outcomes = results.map(({ item, error }) => ({ name: item.name, error }));
      if (options.json === true) printJson(outcomesAsJson(outcomes));
      throwFailures(outcomes, done);
    }),
  );
}
