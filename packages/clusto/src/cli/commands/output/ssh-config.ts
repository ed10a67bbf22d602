import { type Command } from 'commander';
import { domainOption, formatCommand, hostParams, networkOption, type OutputOptions, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

export function sshConfigCommand(): Command {
  return formatCommand(
    'ssh-config',
    'a configuration for ssh',
    'Prints a configuration for ssh: each host by its names, at its first address, with what the attributes ssh.user, ' +
      'ssh.port, ssh.proxyjump, ssh.identityfile and ssh.hostkeyalias say.',
    'clusto output ssh-config --pool production --file ~/.ssh/clusto',
  )
    .addOption(networkOption())
    .addOption(domainOption())
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions>();
      await show(options, (clusto) => call(clusto, 'sshConfig', { ...hostParams(options), domain: options.domain }));
    });
}
