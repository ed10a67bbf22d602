import { type Command } from 'commander';
import { domainOption, formatCommand, hostParams, networkOption, type OutputOptions, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

export function hostsCommand(): Command {
  return formatCommand(
    'hosts',
    'an /etc/hosts',
    'Prints /etc/hosts: each address with the name that it leads back to, the short name, and the others.',
    'clusto output hosts --domain example.com --file /etc/hosts',
  )
    .addOption(networkOption())
    .addOption(domainOption())
    .option('--no-localhost', 'without the lines of the machine itself')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions & { readonly localhost: boolean }>();
      const { domain, localhost } = options;
      const params = { ...hostParams(options), domain, withoutLocalhost: !localhost };
      await show(options, (clusto) => call(clusto, 'hostsFile', params));
    });
}
