import { Command } from 'commander';
import { vmCapacityCommand } from './vm/capacity.ts';
import { vmCreateCommand } from './vm/create.ts';
import { vmDeleteCommand } from './vm/delete.ts';
import { vmListCommand } from './vm/list.ts';
import { hostCommands } from './vm/host.ts';
import { vmMigrateCommand } from './vm/migrate.ts';
import { powerCommands } from './vm/power.ts';
import { vmRepairCommand } from './vm/repair.ts';
import { vmConsoleCommand, vmShowCommand, vmStatusCommand } from './vm/show.ts';
import { vmSyncCommand } from './vm/sync.ts';

export function vmCommand(): Command {
  const command = new Command('vm')
    .description('Creates virtual machines on hypervisors, runs and removes them.')
    .addHelpText('after', '\nExample:\n  clusto vm create --disk 20 --memory 1024');
  const commands = [
    vmCreateCommand(),
    ...powerCommands(),
    vmDeleteCommand(),
    vmConsoleCommand(),
    vmStatusCommand(),
    vmListCommand(),
    vmShowCommand(),
    vmMigrateCommand(),
    vmRepairCommand(),
    vmCapacityCommand(),
    ...hostCommands(),
    vmSyncCommand(),
  ];
  for (const one of commands) command.addCommand(one);
  return command;
}
