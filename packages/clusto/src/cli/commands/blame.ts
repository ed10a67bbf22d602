import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { reading } from '../with-inventory.ts';

interface BlameOptions extends ReadOptions {
  readonly merge?: boolean;
}

export function blameCommand(): Command {
  return new Command('blame')
    .description('Shows for each attribute of an entity which version set it: when, by whom and why.')
    .argument('<entity>', 'name, IP address, MAC address or serial number')
    .option('--merge', 'also what it inherits, and from which container')
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto blame web1 --merge')
    .action(async (term: string, _options, command: Command) => {
      const options = command.optsWithGlobals<BlameOptions>();
      const { blameEntity } = await import('../../operations/history/blame-entity.ts');
      const { findEntity } = await import('../../operations/find-entity.ts');
      const entries = await reading(options, async (clusto) =>
        blameEntity(clusto, await findEntity(clusto, term), { merge: options.merge }),
      );
      if (options.json === true) return printJson(entries);
      const { blameAsText } = await import('../versions-as-text.ts');
      if (entries.length > 0) print(blameAsText(entries));
    });
}
