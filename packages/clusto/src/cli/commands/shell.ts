import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { withInventory } from '../with-inventory.ts';

export function shellCommand(): Command {
  return new Command('shell')
    .description(
      'A JavaScript prompt at which the inventory and all drivers are at hand. With a file, or with something piped in, ' +
        'runs that as a script instead. Through a server each endpoint of its API is a function, and so is `call`.',
    )
    .argument('[file]', 'a script: .js, .mjs or .ts; - for what is piped in')
    .argument('[args...]', 'for the script, in process.argv; options after --')
    .addHelpText('after', '\nExample:\n  echo "console.log(await get(\'s0000\'))" | clusto shell')
    .action(async (file: string | undefined, args: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { startShell } = await import('../shell/start-shell.ts');
      await withInventory(options, (clusto) => startShell(clusto, file, args));
    });
}
