import { Command } from 'commander';
import { backupAsText } from '../backup-as-text.ts';
import { restoreDatabase } from '../backup-database.ts';
import { confirm } from '../confirm.ts';
import { interruptible } from '../interruptible.ts';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { slowProgress } from '../slow-progress.ts';

interface RestoreOptions extends GlobalOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description(
      'Makes an empty database what a backup says, or with --force one that is in use: then everything in it goes, its history too. ' +
        'The file is checked first. All of it is restored, or nothing is changed.',
    )
    .argument('<file>', 'the file that `clusto backup` wrote')
    .option('--force', 'replace what is in the database')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  clusto restore /backup/clusto-monday.gz --dsn postgres://clusto@db2.example.com/clusto\n  clusto restore /backup/clusto-monday.gz --force',
    )
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<RestoreOptions>();
      const replace = options.force === true;
      if (replace && options.yes !== true) await confirm('Replace everything in the database?');
      const outcome = 'nothing will have been changed';
      const report = await interruptible({ outcome }, async (signal) => {
        using progress = slowProgress();
        return await restoreDatabase(options, file, { replace, progress, signal });
      });
      if (options.json === true) printJson(report);
      else print(backupAsText(report, 'restored from'));
    });
}
