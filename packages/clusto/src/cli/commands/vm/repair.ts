import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { call, callEach } from '../../../operations/verbs/call.ts';
import { type Unfinished } from '../../../operations/vm/repair-machine.ts';
import { agreeTo } from '../../change-entities.ts';
import {
  atOnce,
  chooseMachines,
  type MachineOptions,
  machineSteps,
  outcomesAsJson,
  throwFailures,
} from '../../each-machine.ts';
import { isRunning } from '../../own-process.ts';
import { note, printJson } from '../../print.ts';
import { reaching } from '../../reaching.ts';
import { stepProgress } from '../../step-progress.ts';
import { withInventory } from '../../with-inventory.ts';
import { changesMachines, timeoutOption, vmSubcommand } from './options.ts';

interface RepairOptions extends MachineOptions {
  readonly undo?: boolean;
  readonly force?: boolean;
}

/** How long an operation of a process that cannot be looked at is taken to run, in milliseconds. */
const benefitOfDoubt = 60 * 60 * 1000;

const phrase = ({ machine, operation, since, by }: Unfinished): string =>
  `${machine.name}: ${operation} since ${since}${by === null ? '' : ` by ${by}`}`;

/**
 * What is to be repaired: the machines that are named, else all, without what may still run.
 * @throws MACHINE_UNFINISHED for a named one that certainly runs
 */
async function chosen(
  clusto: Clusto,
  terms: readonly string[],
  { query, force = false }: RepairOptions,
): Promise<Unfinished[]> {
  if (terms.length > 0 || query !== undefined) {
    const machines = await chooseMachines(clusto, terms, { query });
    const named = await callEach(
      clusto,
      'unfinishedOf',
      machines.map((machine) => [machine] as const),
    );
    const unfinished = named.filter((one) => one !== undefined);
    const running = unfinished.find(({ by }) => isRunning(by) === true);
    if (running && !force) throw failure('MACHINE_UNFINISHED', { ...running, machine: running.machine.name });
    return unfinished;
  }
  const now = clusto.clock.now().getTime();
  return (await call(clusto, 'unfinishedMachines')).filter((one) => {
    const mayRun = isRunning(one.by) ?? now - Date.parse(one.since) < benefitOfDoubt;
    if (!mayRun || force) return true;
    note(`${phrase(one)}: may still be under way, left alone; name it, or give --force`);
    return false;
  });
}

function list(unfinished: readonly Unfinished[], { json }: RepairOptions): void {
  if (json === true) printJson(unfinished.map(({ machine, ...one }) => ({ name: machine.name, ...one })));
  else for (const one of unfinished) note(phrase(one));
}

async function repairAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<RepairOptions>();
  const { undo, force = false, dryRun, json } = options;
  const { inParallel } = await import('../../../operations/vm/in-parallel.ts');
  const progress = stepProgress();
  await withInventory(options, (clusto) =>
    reaching(options, async (reach) => {
      const unfinished = await chosen(clusto, terms, { ...options, force: force || dryRun === true });
      if (dryRun === true) return list(unfinished, options);
      await agreeTo(
        'Repair',
        unfinished.map(({ machine }) => machine),
        options,
      );
      const { begin, onStep } = machineSteps(clusto, progress);
      const results = await inParallel(unfinished, atOnce, async ({ machine }) => {
        const { name } = machine;
        begin(name);
        const done = await call(clusto, 'repairMachine', { ...reach, onStep }, machine, undo);
        progress.clear();
        if (json !== true) note(`${name}: ${done ?? 'nothing was unfinished'}`);
      });
      progress.clear();
      const outcomes = results.map(({ item, error }) => ({ name: item.machine.name, error }));
      if (json === true) printJson(outcomesAsJson(outcomes));
      else if (outcomes.length === 0) note('nothing to repair');
      throwFailures(outcomes, 'repaired');
    }),
  );
}

export function vmRepairCommand(): Command {
  return changesMachines(
    vmSubcommand(
      'repair',
      'Finishes what was interrupted with virtual machines, or undoes it: all of it, or that of the machines that are named.',
      'clusto vm repair v1000 --undo',
    ),
  )
    .option('--undo', 'undo it; a deletion that has removed something can only be finished')
    .option('--force', 'also what may still be under way')
    .addOption(timeoutOption('give up after so many seconds'))
    .action(repairAction);
}
