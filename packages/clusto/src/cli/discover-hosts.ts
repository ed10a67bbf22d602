import { type Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '../base/errors.ts';
import { type Clusto } from '../operations/clusto.ts';
import { type HostTarget } from '../operations/discovery/choose-hosts.ts';
import { type HostDifference, type HostReport } from '../operations/discovery/host-report.ts';
import { type RecordParams } from '../operations/discovery/record-hosts.ts';
import { interruptible } from './interruptible.ts';
import { note } from './print.ts';
import { printRows, type RowOptions } from './print-rows.ts';
import { slowProgress, type SlowProgress } from './slow-progress.ts';

/** The options of commands that ask hosts over SSH. */
export interface AskOptions {
  readonly user?: string;
  /** In seconds. */
  readonly timeout?: number;
  readonly parallel?: number;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}

export const asksHosts = (command: Command): Command =>
  command
    .option('--user <user>', 'who logs in (default: root, or ssh.user of the configuration)')
    .addOption(new Option('--timeout <seconds>', 'how long a host may take (default: 30)').argParser(positive))
    .addOption(new Option('--parallel <count>', 'how many hosts are asked at once (default: 16)').argParser(positive));

interface Row {
  readonly report: HostReport;
  readonly difference?: HostDifference;
}

const rowsOf = (report: HostReport): Row[] =>
  report.differences.length === 0 ? [{ report }] : report.differences.map((difference) => ({ report, difference }));

/**
 * Prints what became of hosts, a line for each difference; what failed is told on stderr.
 * @throws HOSTS_FAILED
 */
async function printHostReports(reports: readonly HostReport[], options: RowOptions): Promise<void> {
  await printRows(
    reports.flatMap(rowsOf),
    {
      address: ({ report }) => report.address,
      entity: ({ report }) => report.entity,
      by: ({ report }) => report.recognisedBy,
      result: ({ report }) => report.action,
      attribute: ({ difference }) => difference?.attribute,
      intended: ({ difference }) => difference?.intended,
      observed: ({ difference }) => difference?.observed,
      problem: ({ report, difference }) => difference?.problem ?? report.code,
    },
    options,
    { blank: '-', data: reports },
  );
  const failed = reports.filter(({ action }) => action === 'failed');
  for (const { error } of failed) note(`error: ${error}`);
  if (failed.length === 0) return;
  const hosts = failed.map(({ entity, address }) => entity ?? address);
  throw failure('HOSTS_FAILED', { failed: failed.length, all: reports.length, hosts });
}

/** What choosing hosts may take long for. */
export interface Asking {
  readonly signal: AbortSignal;
  readonly progress: SlowProgress;
}

/**
 * Asks hosts, with progress, and prints what became of them; with `--dry-run` all of it is undone. Ctrl-C stops the asking,
 * and then nothing is written.
 * @throws HOSTS_FAILED, INTERRUPTED, and what `choose`, `probeHosts` and `recordHosts` throw
 */
export async function discoverHosts(
  clusto: Clusto,
  choose: (asking: Asking) => Promise<readonly HostTarget[]>,
  params: RecordParams,
  { user, timeout, parallel, dryRun, ...options }: AskOptions & RowOptions & { readonly dryRun?: boolean },
): Promise<void> {
  const { probeHosts } = await import('../operations/discovery/probe-hosts.ts');
  const { recordHosts } = await import('../operations/discovery/record-hosts.ts');
  const outcomes = await interruptible({ outcome: 'nothing is written' }, async (signal) => {
    using progress = slowProgress();
    const targets = await choose({ signal, progress });
    if (targets.length === 0) note('no host is found');
    const onDone = (done: number, total: number): void => progress('asking hosts', done, total);
    const limit = timeout === undefined ? undefined : timeout * 1000;
    return await probeHosts(clusto, targets, { user, timeout: limit, parallel, signal, onDone });
  });
  if (dryRun !== true) return printHostReports(await recordHosts(clusto, outcomes, params), options);
  const { rehearse } = await import('../operations/rehearse.ts');
  const reports = await rehearse(clusto, () => recordHosts(clusto, outcomes, params));
  note('dry run: nothing was changed');
  return printHostReports(reports, options);
}
