import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { momentForms, readMoment } from '../read-moment.ts';
import { messageOption, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { readVersion } from '../version-options.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface UndoOptions extends WriteOptions {
  readonly since?: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const examples = `
Examples:
  clusto undo 12 --dry-run
  clusto undo 12 13 -m "wrong rack"
  clusto undo --since 90m --by alice --yes`;

const numbers = (text: string, before: readonly number[] = []): number[] => [...before, readVersion(text)];

export function undoCommand(): Command {
  return new Command('undo')
    .description(
      'Undoes versions, as one new version. What later changes depend on is not undone, unless they are undone with it.',
    )
    .argument('[version...]', 'their numbers, as `clusto log` prints them', numbers)
    .option('--since <moment>', `all from this moment on: ${momentForms}`, readMoment)
    .option('--by <actor>', 'all by this actor; with --since those of that time')
    .option('--dry-run', 'only print what would be changed, and what stands against it')
    .option('-y, --yes', 'do not ask')
    .addOption(messageOption())
    .addHelpText('after', examples)
    .action(async (named: number[], _options, command: Command) => {
      const options = command.optsWithGlobals<UndoOptions>();
      const { since, by: actor, message, json } = options;
      const versions = named.length === 0 ? undefined : named;
      await withInventory(options, async (clusto) => {
        const { changesAsText } = await import('../versions-as-text.ts');
        const plan = await call(clusto, 'undo', { versions, since, actor, message, dryRun: true });
        const title = `undo of ${plan.versions.length === 1 ? 'version' : 'versions'} ${plan.versions.join(', ')}`;
        if (plan.conflicts.length > 0) {
          if (json === true) printJson(plan);
          else if (options.dryRun === true) for (const { reason } of plan.conflicts) note(`! ${reason}`);
          throw failure('UNDO_REFUSED', { title, conflicts: plan.conflicts.map(({ reason }) => reason) });
        }
        if (options.dryRun === true) {
          if (json === true) printJson(plan);
          else if (plan.changes.length > 0) print(changesAsText(plan.changes));
          return;
        }
        if (options.yes !== true) {
          const { confirm } = await import('../confirm.ts');
          note(changesAsText(plan.changes));
          await confirm(`${plan.changes.length} changes; go on with the ${title}?`);
        }
        const done = await call(clusto, 'undo', { versions: plan.versions, message });
        if (json === true) return printJson(done);
        if (done.changes.length > 0) print(changesAsText(done.changes));
        note(`${title}: version ${done.version}`);
      });
    });
}
