import { Command } from 'commander';
import { resourceCommands } from './resource-commands.ts';

export function numberCommand(): Command {
  const command = new Command('number')
    .description('Hands out numbers and takes them back.')
    .addHelpText('after', '\nExample:\n  clusto number allocate vlans web1');
  const columns = { first: 'next', highest: 'maxnum' };
  for (const one of resourceCommands({ kind: 'number', columns, sample: ['vlans', '100'] })) command.addCommand(one);
  return command;
}
