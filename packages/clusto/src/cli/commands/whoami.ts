import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

const example = '\nExample:\n  clusto whoami';

export function whoamiCommand(): Command {
  return new Command('whoami')
    .description('Shows who you are to the inventory: whom the log names, and what your roles allow.')
    .addHelpText('after', example)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const identity = await withInventory(options, (clusto) => call(clusto, 'whoAmI'));
      if (options.json === true) return printJson(identity);
      const { fields } = await import('../fields.ts');
      const { actor, via, roles, scopes, rules } = identity;
      return print(
        fields({
          actor,
          'known by': via === 'local' ? 'the database, which asks nobody' : via,
          roles: roles.join(' ') || 'none',
          ...(scopes.length === 0 ? {} : { scopes: scopes.join(' ') }),
          rules: rules.map(({ role, rule }) => `${role}: ${rule}`).join(', ') || 'none',
        }),
      );
    });
}
