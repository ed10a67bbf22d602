import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { call } from '../../../operations/verbs/call.ts';
import { type Reach } from '../../../operations/verbs/reach.ts';
import { type Drift } from '../../../operations/vm/drift.ts';
import { confirm } from '../../confirm.ts';
import { type MachineOptions, machineSteps } from '../../each-machine.ts';
import { note, print, printJson } from '../../print.ts';
import { reaching } from '../../reaching.ts';
import { reportError } from '../../report-error.ts';
import { stepProgress } from '../../step-progress.ts';
import { table } from '../../table.ts';
import { withInventory } from '../../with-inventory.ts';
import { collected, managerOption, timeoutOption, vmSubcommand } from './options.ts';

interface SyncOptions extends MachineOptions {
  readonly manager?: string;
  readonly host?: string;
  readonly adopt?: string[];
  readonly fix?: string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const everyUnknown = 'all-unknown';

/** @throws DRIFT_UNKNOWN */
function pick(cases: readonly Drift[], items: readonly string[] = []): Drift[] {
  return items.flatMap((item) => {
    if (item === everyUnknown) return cases.filter(({ kind }) => kind === 'unknown-domain');
    const found = cases.find(({ id }) => id === item);
    if (found) return [found];
    throw failure('DRIFT_UNKNOWN', { item });
  });
}

/** Ends the differences that are named; what that means is said first. */
async function end(clusto: Clusto, options: SyncOptions, cases: readonly Drift[], reach: Reach): Promise<void> {
  const { manager, host, adopt, fix, dryRun, yes, timeout } = options;
  const [adopted, fixed] = [pick(cases, adopt), pick(cases, fix)];
  for (const { id, remedy } of [...adopted, ...fixed]) note(`${id}: ${remedy ?? 'a person has to decide'}`);
  if (dryRun === true) return;
  const lost = fixed.filter(({ kind }) => kind === 'orphan-volume').map(({ id }) => id.replace(/^[^:]*:/, ''));
  if (lost.length > 0 && yes !== true) await confirm(`Delete the volumes ${lost.join(', ')}?`);
  const progress = stepProgress();
  const choice = { adopt: adopted.map(({ id }) => id), fix: fixed.map(({ id }) => id) };
  const { onStep } = machineSteps(clusto, progress);
  const ended = await call(clusto, 'endDrift', { ...reach, onStep }, { manager, host }, choice, patience(timeout));
  progress.clear();
  for (const { id, machine, error } of ended) {
    if (error !== undefined) throw error;
    if (machine === null) note(`${id}: done`);
    else print(`Adopted ${machine}`);
  }
}

const patience = (seconds: number | undefined): { readonly timeout?: number } =>
  seconds === undefined ? {} : { timeout: seconds * 1000 };

async function syncAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<SyncOptions>();
  const { manager, host, timeout } = options;
  await withInventory(options, (clusto) =>
    reaching({}, async (reach) => {
      const { cases, silent } = await call(clusto, 'compareMachines', reach, { manager, host }, patience(timeout));
      for (const { error } of silent) note(reportError(error, 'warning'));
      if (options.adopt ?? options.fix) return end(clusto, options, cases, reach);
      const rows = cases.map((one) => [one.id, `clusto: ${one.clusto}`, `hypervisor: ${one.hypervisor}`]);
      if (options.json === true) printJson(cases);
      else if (rows.length > 0) print(table(rows));
      if (silent.length > 0) throw failure('HOSTS_SILENT', { hosts: silent.map((one) => one.host) });
      if (cases.length > 0) throw failure('DRIFT_FOUND', { count: cases.length });
      return undefined;
    }),
  );
}

export function vmSyncCommand(): Command {
  return vmSubcommand(
    'sync',
    'Compares clusto with what the hypervisors say, and prints a line for each difference. The exit status is 0 where there is none, 1 where there are some, and 6 where a hypervisor did not answer.',
    'clusto vm sync --fix orphan-volume:xenhost1/v0999-root --dry-run',
  )
    .addOption(managerOption('only the hosts of this manager'))
    .option('--host <host>', 'only this host')
    .option('--adopt <item>', `take an unknown domain in; ${everyUnknown} means every one`, collected)
    .option('--fix <item>', 'end a difference; several times for several', collected)
    .option('--dry-run', 'with --adopt or --fix: only say what would be done')
    .option('-y, --yes', 'do not ask before a volume is deleted')
    .addOption(timeoutOption('how long a hypervisor has to answer (default: 30)'))
    .action(syncAction);
}
