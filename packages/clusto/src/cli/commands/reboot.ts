import { Command } from 'commander';
import { takesEntities } from '../choose-entities.ts';
import { yesOption } from '../options.ts';
import { type SwitchOptions } from '../switch-and-tell.ts';
import { methodOption } from './power.ts';

interface RebootOptions extends SwitchOptions {
  readonly batch?: boolean;
}

export function rebootCommand(): Command {
  const command = new Command('reboot').description(
    'Reboots things by their power; the same as `power reboot`. Virtual machines are rebooted by their hypervisor.',
  );
  return takesEntities(command)
    .addOption(yesOption())
    .option('--batch', 'the same as --yes')
    .option('--dry-run', 'print exactly what would be sent, and send none of it')
    .addOption(methodOption())
    .addHelpText('after', '\nExample:\n  clusto reboot web1 web2 --batch')
    .action(async (names: string[], _options, own: Command) => {
      const { batch, ...options } = own.optsWithGlobals<RebootOptions>();
      const { switchAndTell } = await import('../switch-and-tell.ts');
      await switchAndTell(names, 'reboot', batch === true ? { ...options, yes: true } : options);
    });
}
