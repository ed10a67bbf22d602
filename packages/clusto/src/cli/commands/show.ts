import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { readVersion } from '../version-options.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

export function showCommand(): Command {
  return new Command('show')
    .description('Shows a version: who made it, when and why, and everything that it changed.')
    .argument('<version>', 'its number, as `clusto log` prints it', readVersion)
    .addHelpText('after', '\nExample:\n  clusto show 12')
    .action(async (version: number, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const description = await withInventory(options, (clusto) => call(clusto, 'showVersion', version));
      if (options.json === true) return printJson(description);
      const { versionAsText } = await import('../versions-as-text.ts');
      print(versionAsText(description));
    });
}
