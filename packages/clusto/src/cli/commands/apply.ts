import { Command, Option } from 'commander';
import { failure } from '../../base/errors.ts';
import { type Application } from '../../operations/plan/apply-declared.ts';
import { applicationAsText, isNothing } from '../application-as-text.ts';
import { confirm } from '../confirm.ts';
import { exitCodes } from '../exit-codes.ts';
import { ExitStatus } from '../exit-status.ts';
import { messageOption, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { readPlanFiles } from '../read-plan-files.ts';
import { slowProgress } from '../slow-progress.ts';
import { tellingProblems } from '../telling-problems.ts';
import { changesAsText } from '../versions-as-text.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ApplyCommandOptions extends WriteOptions {
  readonly set?: string;
  readonly overwrite?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly exitCode?: boolean;
}

const applyExamples = `
Examples:
  clusto apply rack12.yaml -m "rack 12 arrives"
  clusto apply site/*.yaml --set site --prune --yes
  clusto export --json | clusto apply - --yes --dsn sqlite:copy.db`;

const planExamples = `
Examples:
  clusto plan rack12.yaml
  clusto plan site/*.yaml --set site --prune --exit-code --json

With --exit-code the status is 0 when there is nothing to do, and ${exitCodes.different} when there is.`;

/** What plans and what they are applied by have in common. */
export const planOptions = (): Option[] => [
  new Option('--set <name>', 'under which name the files are remembered; their names when it is left out'),
  new Option('--prune', 'take back what the set has created or set and says no more'),
  new Option('--overwrite', 'the files are right also where the inventory was changed since they were applied'),
];

function tellStays({ stays }: Application): void {
  for (const { reason } of stays) note(`stays: ${reason}`);
}

/** @throws PLAN_CONFLICT */
function refuseConflicts({ conflicts }: Application): void {
  if (conflicts.length === 0) return;
  for (const { reason } of conflicts) note(`conflict: ${reason}`);
  throw failure('PLAN_CONFLICT', { conflicts: conflicts.map(({ reason }) => reason) });
}

async function planAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const { set, overwrite, prune, exitCode, json, ...options } = command.optsWithGlobals<ApplyCommandOptions>();
  await withInventory(options, async (clusto) => {
    const files = await readPlanFiles(names);
    const params = { files, set, overwrite, prune, dryRun: true, progress: slowProgress() };
    const plan = await tellingProblems(() => call(clusto, 'applyFiles', params));
    if (json === true) printJson(plan);
    else {
      if (plan.changes.length > 0) print(changesAsText(plan.changes));
      tellStays(plan);
      note(applicationAsText(plan));
    }
    refuseConflicts(plan);
    if (exitCode === true && !isNothing(plan)) throw new ExitStatus(exitCodes.different);
  });
}

async function applyAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const { set, overwrite, prune, yes, message, json, ...options } = command.optsWithGlobals<ApplyCommandOptions>();
  await withInventory(options, async (clusto) => {
    const files = await readPlanFiles(names);
    const params = { files, set, overwrite, prune, message, progress: slowProgress() };
    let basedOn: number | undefined;
    if (yes !== true) {
      const plan = await tellingProblems(() => call(clusto, 'applyFiles', { ...params, dryRun: true }));
      tellStays(plan);
      refuseConflicts(plan);
      if (!isNothing(plan)) {
        if (plan.changes.length > 0) note(changesAsText(plan.changes));
        note(applicationAsText(plan));
        await confirm('apply this?');
      }
      basedOn = plan.version;
    }
    const done = await tellingProblems(() => call(clusto, 'applyFiles', { ...params, basedOn }));
    if (json === true) return printJson(done);
    if (yes === true) tellStays(done);
    if (done.changes.length > 0) print(changesAsText(done.changes));
    note(isNothing(done) ? applicationAsText(done) : `version ${done.version}: ${applicationAsText(done, 'done')}`);
  });
}

export function planCommand(): Command {
  const command = new Command('plan')
    .description(
      'Shows what `clusto apply` would do, line by line: + comes, ~ changes, - goes. All rules are checked, and nothing is written.',
    )
    .argument('<file...>', 'files of YAML or JSON; - for what is piped in');
  for (const option of planOptions()) command.addOption(option);
  return command
    .option('--exit-code', 'say by the exit status whether there is anything to do')
    .addHelpText('after', planExamples)
    .action(planAction);
}

export function applyCommand(): Command {
  const command = new Command('apply')
    .description(
      'Makes the inventory be as files declare it, as one version: entities, attributes, containment, cables, allocations. ' +
        'What they do not mention stays as it is. Either all of it is done, or nothing. The page docs/plan-and-apply.md says what a file can hold.',
    )
    .argument('<file...>', 'files of YAML or JSON; - for what is piped in');
  for (const option of planOptions()) command.addOption(option);
  return command
    .option('-y, --yes', 'do not ask')
    .addOption(messageOption())
    .addHelpText('after', applyExamples)
    .action(applyAction);
}
