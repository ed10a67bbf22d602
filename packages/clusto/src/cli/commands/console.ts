import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { withInventory } from '../with-inventory.ts';

interface ConsoleOptions extends GlobalOptions {
  readonly user?: string;
}

export function consoleCommand(): Command {
  return new Command('console')
    .description(
      'Connects this terminal with the console of a thing, until you leave it (with ~. after Enter): at the console server that it is cabled to, by serial over LAN, or at the hypervisor.',
    )
    .argument('<entity>', 'a name, IP address, MAC address or serial number')
    .option('-u, --user <name>', 'who logs in to the console server')
    .addHelpText('after', '\nExample:\n  clusto console web1 --user admin')
    .action(async (name: string, _options, command: Command) => {
      const { user, ...options } = command.optsWithGlobals<ConsoleOptions>();
      const { findEntity } = await import('../../operations/find-entity.ts');
      const { openConsole } = await import('../../operations/open-console.ts');
      const { loginName } = await import('../login-name.ts');
      await withInventory(options, async (clusto) => {
        const configured = clusto.settings('console')['user'];
        await openConsole(await findEntity(clusto, name), {
          user: user ?? (configured === undefined ? loginName(process.env) : undefined),
        });
      });
    });
}
