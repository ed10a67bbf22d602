import { Command, Option } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type ExplainedField } from '../../../operations/dhcp/dhcp-explanation.ts';
import { type Replay } from '../../../operations/dhcp/replay-dhcp.ts';
import { call } from '../../../operations/verbs/call.ts';
import { originAsText, valueAsText } from '../../origin-as-text.ts';
import { exitCodes } from '../../exit-codes.ts';
import { ExitStatus } from '../../exit-status.ts';
import { type ReadOptions } from '../../options.ts';
import { note } from '../../print.ts';
import { printRows, printsRows, type RowOptions } from '../../print-rows.ts';
import { momentForms, readMoment } from '../../read-moment.ts';
import { readPlanFiles } from '../../read-plan-files.ts';
import { slowProgress } from '../../slow-progress.ts';
import { tellingProblems } from '../../telling-problems.ts';
import { withInventory } from '../../with-inventory.ts';
import { planOptions } from '../apply.ts';

interface ReplayOptions extends ReadOptions, RowOptions {
  readonly against?: string;
  readonly plan?: readonly string[];
  readonly set?: string;
  readonly prune?: boolean;
  readonly overwrite?: boolean;
}

const examples = `
Examples:
  clusto dhcp replay requests.jsonl
  clusto dhcp replay requests.jsonl --plan rack12.yaml
  clusto dhcp replay requests.jsonl.1 requests.jsonl --at 1d --against 2h --json

The status is 0 when all answers are the same, and ${exitCodes.different} when some differ.`;

const moment = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : text;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function summary({ at, against, requests, clients, different, differences }: Replay): string {
  const which = `version ${at} -> ${against === null ? 'the plan' : `version ${against}`}`;
  const counts = `${counted(requests, 'request')} of ${counted(clients, 'client')}`;
  return different === 0
    ? `${which}: ${counts}, all answered the same`
    : `${which}: ${counts}, ${different} answered otherwise (${counted(differences.length, 'difference')})`;
}

const valueOf = (one: ExplainedField | null | undefined): string | null => (one ? valueAsText(one.value) : null);
const originOf = (one: ExplainedField | null | undefined): string | null => (one ? originAsText(one) : null);

async function printReplay(replay: Replay, options: RowOptions): Promise<void> {
  const { differenceAsText } = await import('../../difference-as-text.ts');
  const rows = replay.differences.flatMap(({ fields, ...difference }) =>
    (fields.length === 0 ? [undefined] : fields).map((field) => ({ difference, field })),
  );
  await printRows(
    rows,
    {
      place: ({ difference }) => difference.place,
      times: ({ difference }) => difference.times,
      entity: ({ difference }) => difference.after.entity ?? difference.before.entity,
      client: ({ difference }) => difference.client,
      request: ({ difference }) => difference.type,
      from: ({ difference }) => difference.from,
      answer_before: ({ difference }) => difference.before.answer,
      answer_after: ({ difference }) => difference.after.answer,
      field: ({ field }) => field?.field,
      before: ({ field }) => valueOf(field?.before),
      before_from: ({ field }) => originOf(field?.before),
      after: ({ field }) => valueOf(field?.after),
      after_from: ({ field }) => originOf(field?.after),
    },
    options,
    { text: () => replay.differences.map(differenceAsText).join('\n\n'), data: replay },
  );
}

async function replayAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const { at, against, plan, set, prune, overwrite, ...options } = command.optsWithGlobals<ReplayOptions>();
  const isOfPlan = plan !== undefined;
  if (isOfPlan && against !== undefined)
    throw failure('USAGE', { reason: 'Either --plan or --against says what the answers are compared with.' });
  if (!isOfPlan && (set !== undefined || prune === true || overwrite === true))
    throw failure('USAGE', { reason: 'The options --set, --prune and --overwrite are those of --plan.' });
  const { replayDhcp } = await import('../../../operations/dhcp/replay-dhcp.ts');
  const { replayInBatches } = await import('../../../operations/dhcp/replay-in-batches.ts');
  const { openDhcpRecords } = await import('../../open-dhcp-records.ts');
  const replay = await withInventory(options, async (clusto) => {
    using progress = slowProgress();
    const isThere = clusto.remote !== undefined;
    const records = openDhcpRecords(names, (done, total) => progress('requests', done, total), isThere ? 1 : 2);
    const declared = isOfPlan ? { files: await readPlanFiles(plan), set, prune, overwrite } : undefined;
    const moments = { at: moment(at), against: moment(against) };
    return await tellingProblems(() =>
      isThere
        ? replayInBatches(records, moments, (batch) =>
            declared === undefined
              ? call(clusto, 'replayDhcp', batch)
              : call(clusto, 'replayDhcpByPlan', batch, declared),
          )
        : replayDhcp(clusto, { records, ...moments, plan: declared }),
    );
  });
  await printReplay(replay, options);
  note(summary(replay));
  if (replay.different > 0) throw new ExitStatus(exitCodes.different);
}

export function dhcpReplayCommand(): Command {
  const command = new Command('replay')
    .description(
      'Answers recorded requests by two truths, and shows which answers differ, field by field: then and now, two versions, or ' +
        'now and once a plan is applied, which it is not.',
    )
    .argument('<file...>', 'what `clusto dhcp record` or the server has recorded, in the order of time')
    .addOption(
      new Option(
        '--at <moment>',
        `the answers that come first are of: ${momentForms}; without it of the version that the first request was answered by, with --plan of now`,
      ).argParser(readMoment),
    )
    .addOption(
      new Option('--against <moment>', 'what they are compared with, in the same forms; without it now').argParser(
        readMoment,
      ),
    )
    .option('--plan <file...>', 'compare with what these files declare, as `clusto plan` takes them');
  for (const option of planOptions()) command.addOption(option);
  return printsRows(command).addHelpText('after', examples).action(replayAction);
}
