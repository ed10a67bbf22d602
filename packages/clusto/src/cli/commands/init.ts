import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';

export function initCommand(): Command {
  return new Command('init')
    .description('Makes an empty database an inventory, or brings the schema of an older one up to date.')
    .addHelpText('after', '\nExample:\n  clusto init --dsn postgres://clusto@db.example.com/clusto')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { initialiseDatabase } = await import('../initialise-database.ts');
      const result = await initialiseDatabase(options);
      if (options.json === true) return printJson(result);
      const { dsn, before, after } = result;
      print(before === after ? `${dsn}: schema ${after}, nothing to do` : `${dsn}: schema ${before} -> ${after}`);
      if (before === 0) note('Next: `clusto demo` for something to look at, or `clusto create basicdatacenter NAME`.');
    });
}
