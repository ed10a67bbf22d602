import { Command } from 'commander';
import { type GlobalOptions, optionsOf } from '../command-options.ts';
import { withInventory } from '../with-inventory.ts';

export function shellCommand(): Command {
  return new Command('shell')
    .description(
      'A JavaScript prompt at which the inventory and all drivers are at hand. With a file, or with something piped in, ' +
        'runs that as a script instead.',
    )
    .argument('[file]', 'a script: .js, .mjs or .ts')
    .addHelpText('after', '\nExample:\n  echo "(await getByName(\'s0000\')).getIps()" | clusto shell')
    .action(async (file: string | undefined, _options, command: Command) => {
      const options = optionsOf<GlobalOptions>(command);
      const { startShell } = await import('../shell/start-shell.ts');
      await withInventory(options, (clusto) => startShell(clusto, file));
    });
}
