import { type Command } from 'commander';
import { call } from '../../../operations/verbs/call.ts';
import { eachMachine, type MachineOptions } from '../../each-machine.ts';
import { changesMachines, timeoutOption, vmSubcommand } from './options.ts';

interface MigrateOptions extends MachineOptions {
  readonly to?: string;
  readonly force?: boolean;
  readonly copyStorage?: boolean;
}

async function migrateAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { to, force, copyStorage, ...options } = command.optsWithGlobals<MigrateOptions>();
  await eachMachine(options, terms, { verb: 'Migrate', done: 'migrated' }, (machine, reach, clusto) =>
    call(clusto, 'migrateMachine', reach, machine, to, { force, copyStorage }),
  );
}

export function vmMigrateCommand(): Command {
  return changesMachines(
    vmSubcommand(
      'migrate',
      'Moves virtual machines to another host; one that runs goes on running.',
      'clusto vm migrate v1000 --to xenhost2',
    ),
  )
    .option('--to <host>', 'the host (default: chosen as for a new machine)')
    .option('--force', 'with --to: also when that host is full or reserved')
    .option('--copy-storage', 'copy the disks, where the hosts do not share their storage')
    .addOption(timeoutOption())
    .action(migrateAction);
}
