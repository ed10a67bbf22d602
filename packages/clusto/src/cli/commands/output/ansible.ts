import { type Command } from 'commander';
import { formatCommand, hostParams, networkOption, type OutputOptions, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

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
      await show(options, (clusto) => call(clusto, 'ansibleInventory', { ...hostParams(options), name: options.host }));
    });
}
