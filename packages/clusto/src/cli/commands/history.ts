import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { versionFilter, type VersionOptions, versionOptions } from '../version-options.ts';
import { reading } from '../with-inventory.ts';

type HistoryOptions = ReadOptions & VersionOptions;

export function historyCommand(): Command {
  const command = new Command('history')
    .description('Shows the life of an entity: every name that it had, and what was changed of it, newest first.')
    .argument('<entity>', 'a name that it has or had, IP address, MAC address or serial number');
  for (const option of [...versionOptions(), atOption()]) command.addOption(option);
  return command
    .addHelpText('after', '\nExample:\n  clusto history web1 --limit 5')
    .action(async (term: string, _options, own: Command) => {
      const options = own.optsWithGlobals<HistoryOptions>();
      const { entityHistory } = await import('../../operations/history/entity-history.ts');
      const history = await reading(options, (clusto) => entityHistory(clusto, term, versionFilter(options)));
      if (options.json === true) return printJson(history);
      const { historyAsText } = await import('../versions-as-text.ts');
      print(historyAsText(history));
    });
}
