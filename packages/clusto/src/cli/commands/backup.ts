import { Command } from 'commander';
import { backupDatabase } from '../backup-database.ts';
import { backupAsText } from '../backup-as-text.ts';
import { interruptible } from '../interruptible.ts';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { slowProgress } from '../slow-progress.ts';

export function backupCommand(): Command {
  return new Command('backup')
    .description(
      'Writes the whole inventory with its history into one compressed file, as it is at one moment, while others go on ' +
        'working. The file is the same for SQLite and PostgreSQL, and is restored into either. Secrets in it stay sealed: ' +
        'keep their key as well.',
    )
    .argument('<file>', 'the file; one that is there is replaced when the new one is whole')
    .addHelpText('after', '\nExample:\n  clusto backup /backup/clusto-monday.gz')
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const outcome = 'nothing is left behind';
      const report = await interruptible({ outcome }, async (signal) => {
        using progress = slowProgress();
        return await backupDatabase(options, file, { progress, signal });
      });
      if (options.json === true) printJson(report);
      else print(backupAsText(report, 'backed up to'));
    });
}
