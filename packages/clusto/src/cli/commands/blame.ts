import { Command } from 'commander';
import { chooseEntity, takesEntity } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface BlameOptions extends ReadOptions, RowOptions, EntitiesOptions {
  readonly merge?: boolean;
}

export function blameCommand(): Command {
  const command = new Command('blame').description(
    'Shows for each attribute of an entity which version set it: when, by whom and why.',
  );
  return takesEntity(command)
    .option('--merge', 'also what it inherits, and from which container')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto blame web1 --merge')
    .action(async (term: string | undefined, _options, own: Command) => {
      const options = own.optsWithGlobals<BlameOptions>();
      const entries = await reading(options, async (clusto) =>
        call(clusto, 'blameEntity', await chooseEntity(clusto, term, options), { merge: options.merge }),
      );
      const { blameAsText } = await import('../versions-as-text.ts');
      const { valueAsText } = await import('../../operations/value-as-text.ts');
      await printRows(
        entries,
        {
          version: (row) => row.version.number,
          time: (row) => row.version.time.toISOString(),
          actor: (row) => row.version.actor,
          key: (row) => row.key,
          subkey: (row) => row.subkey,
          number: (row) => row.number,
          value: (row) => valueAsText(row.value),
          from: (row) => row.container,
          message: (row) => row.version.message,
        },
        options,
        { text: () => (entries.length === 0 ? '' : blameAsText(entries)) },
      );
    });
}
