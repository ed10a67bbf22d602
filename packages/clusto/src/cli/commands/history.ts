import { Command } from 'commander';
import { chooseEntity, takesEntity } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { versionFilter, type VersionOptions, versionOptions } from '../version-options.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

type HistoryOptions = ReadOptions & VersionOptions & EntitiesOptions;

export function historyCommand(): Command {
  const command = takesEntity(
    new Command('history').description(
      'Shows the life of an entity: every name that it had, and what was changed of it, newest first.',
    ),
    'entity',
    'a name that it has or had, IP address, MAC address or serial number',
  );
  for (const option of [...versionOptions(), atOption()]) command.addOption(option);
  return command
    .addHelpText('after', '\nExample:\n  clusto history web1 --limit 5')
    .action(async (term: string | undefined, _options, own: Command) => {
      const options = own.optsWithGlobals<HistoryOptions>();
      const history = await reading(options, async (clusto) => {
        // a name of the past finds nothing that is there now
        const meant =
          term !== undefined && options.query === undefined ? term : await chooseEntity(clusto, term, options);
        return call(clusto, 'entityHistory', meant, versionFilter(options));
      });
      if (options.json === true) return printJson(history);
      const { historyAsText } = await import('../versions-as-text.ts');
      print(historyAsText(history));
    });
}
