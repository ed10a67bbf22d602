import { type Command } from 'commander';
import { formatCommand, hostParams, networkOption, type OutputOptions, show } from './options.ts';

export function ansibleCommand(): Command {
  return formatCommand(
    'ansible',
    'an inventory for Ansible',
    'Prints the inventory that Ansible asks its inventory scripts for: groups by type and container, attributes as variables.',
    `clusto output ansible --query 'type = server'`,
  )
    .addOption(networkOption())
    .option('--list', 'all hosts, which is the default: how Ansible asks')
    .option('--host <name>', 'the variables of this host alone: how Ansible asks')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions & { readonly host?: string }>();
      const { ansibleInventory } = await import('../../../operations/outputs/ansible-inventory.ts');
      await show(options, (clusto) => ansibleInventory(clusto, { ...hostParams(options), name: options.host }));
    });
}
