import { type Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '../base/errors.ts';
import { type Clusto } from '../operations/clusto.ts';
import { type DiscoverParams } from '../operations/discovery/discover-hosts.ts';
import { type HostDifference, type HostReport } from '../operations/discovery/host-report.ts';
import { call } from '../operations/verbs/call.ts';
import { note } from './print.ts';
import { printRows, type RowOptions } from './print-rows.ts';
import { reaching } from './reaching.ts';
import { slowProgress } from './slow-progress.ts';

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

/**
 * Asks hosts, with progress, and prints what became of them; with `--dry-run` all of it is undone. Ctrl-C stops the asking,
 * and then nothing is written.
 * @throws HOSTS_FAILED, INTERRUPTED, and as the operation
 */
export async function discoverAndTell(
  clusto: Clusto,
  meant: Pick<DiscoverParams, 'words' | 'things' | 'force' | 'create' | 'write' | 'message'>,
  { user, timeout, parallel, dryRun, ...options }: AskOptions & RowOptions & { readonly dryRun?: boolean },
): Promise<void> {
  const patience = timeout === undefined ? undefined : timeout * 1000;
  const params = { ...meant, user, timeout: patience, parallel, dryRun };
  const reports = await reaching({ outcome: 'nothing is written' }, async (reach) => {
    using progress = slowProgress();
    const onSweep = (subnet: string, done: number, total: number): void =>
      progress(`looking through ${subnet}`, done, total);
    const onDone = (done: number, total: number): void => progress('asking hosts', done, total);
    return await call(clusto, 'discoverHosts', reach, params, { onSweep, onDone });
  });
  if (reports.length === 0) note('no host is found');
  if (dryRun === true) note('dry run: nothing was changed');
  return printHostReports(reports, options);
}
