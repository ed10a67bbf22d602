import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { type DriftCase } from '../../../operations/vm/drift.ts';
import { confirm } from '../../confirm.ts';
import { type MachineOptions } from '../../each-machine.ts';
import { interruptible } from '../../interruptible.ts';
import { note, print, printJson } from '../../print.ts';
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
function pick(cases: readonly DriftCase[], items: readonly string[] = []): DriftCase[] {
  return items.flatMap((item) => {
    if (item === everyUnknown) return cases.filter(({ kind }) => kind === 'unknown-domain');
    const found = cases.find(({ id }) => id === item);
    if (found) return [found];
    throw failure('DRIFT_UNKNOWN', { item });
  });
}

/** Ends the differences that are named; what that means is said first. */
async function end(
  clusto: Clusto,
  { adopt, fix, dryRun, yes }: SyncOptions,
  cases: readonly DriftCase[],
  signal: AbortSignal,
): Promise<void> {
  const { adoptDomain } = await import('../../../operations/vm/adopt-domain.ts');
  const { fixDrift } = await import('../../../operations/vm/fix-drift.ts');
  const [adopted, fixed] = [pick(cases, adopt), pick(cases, fix)];
  for (const { id, remedy } of [...adopted, ...fixed]) note(`${id}: ${remedy ?? 'a person has to decide'}`);
  if (dryRun === true) return;
  const lost = fixed.filter(({ kind }) => kind === 'orphan-volume');
  if (lost.length > 0 && yes !== true)
    await confirm(`Delete ${lost.map(({ volume, host }) => `${volume?.name} on ${host}`).join(', ')}?`);
  for (const one of adopted) print((await adoptDomain(one)).toString());
  const progress = stepProgress();
  for (const one of fixed) {
    await fixDrift(clusto, one, { signal, onStep: (step) => progress.step(one.id, step) });
    progress.clear();
    note(`${one.id}: done`);
  }
}

async function syncAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<SyncOptions>();
  const { compareMachines } = await import('../../../operations/vm/compare-machines.ts');
  const { asDrift } = await import('../../../operations/vm/drift.ts');
  const timeout = options.timeout === undefined ? undefined : options.timeout * 1000;
  await interruptible({}, (signal) =>
    withInventory(options, async (clusto) => {
      const { cases, silent } = await compareMachines(clusto, options, { timeout, signal });
      for (const { error } of silent) note(reportError(error, 'warning'));
      if (options.adopt ?? options.fix) return end(clusto, options, cases, signal);
      const rows = cases.map((one) => [one.id, `clusto: ${one.clusto}`, `hypervisor: ${one.hypervisor}`]);
      if (options.json === true) printJson(cases.map(asDrift));
      else if (rows.length > 0) print(table(rows));
      if (silent.length > 0) throw failure('HOSTS_SILENT', { hosts: silent.map(({ host }) => host) });
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
