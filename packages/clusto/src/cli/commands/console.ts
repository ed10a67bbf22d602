import { Command } from 'commander';
import { type Clusto } from '../../operations/clusto.ts';
import { chooseEntity, takesEntity } from '../choose-entities.ts';
import { type EntitiesOptions, type GlobalOptions } from '../options.ts';
import { withInventory } from '../with-inventory.ts';

interface ConsoleOptions extends GlobalOptions, EntitiesOptions {
  readonly user?: string;
}

export function consoleCommand(): Command {
  const command = new Command('console').description(
    'Connects this terminal with the console of a thing, until you leave it (with ~. after Enter): at the console server that it is cabled to, by serial over LAN, or at the hypervisor.',
  );
  return takesEntity(command)
    .option('-u, --user <name>', 'who logs in to the console server')
    .addHelpText('after', '\nExample:\n  clusto console web1 --user admin')
    .action(async (name: string | undefined, _options, own: Command) => {
      const { user, ...options } = own.optsWithGlobals<ConsoleOptions>();
      const { openConsole } = await import('../../operations/open-console.ts');
      const { loginName } = await import('../login-name.ts');
      const connectTerminal = async (clusto: Clusto): Promise<void> => {
        const configured = clusto.settings('console')['user'];
        await openConsole(await chooseEntity(clusto, name, options), {
          user: user ?? (configured === undefined ? loginName(process.env) : undefined),
        });
      };
      await withInventory(options, connectTerminal);
    });
}
