import { type Command } from 'commander';
import { confirm } from '../../confirm.ts';
import { eachMachine, type MachineOptions } from '../../each-machine.ts';
import { messageOption, type WriteOptions } from '../../options.ts';
import { ownProcess } from '../../own-process.ts';
import { machineArgument, timeoutOption, vmSubcommand } from './options.ts';

interface DeleteOptions extends MachineOptions, WriteOptions {
  readonly yes?: boolean;
}

export function vmDeleteCommand(): Command {
  return vmSubcommand(
    'delete',
    'Deletes virtual machines with their disks: on the hypervisor, then entity, address and place.',
    'clusto vm delete v1000 --yes -m "not needed any more"',
  )
    .argument(...machineArgument)
    .option('-y, --yes', 'do not ask')
    .addOption(timeoutOption('give up after so many seconds'))
    .addOption(messageOption())
    .action(async (terms: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<DeleteOptions>();
      const { deleteMachine } = await import('../../../operations/vm/delete-machine.ts');
      if (options.yes !== true) await confirm(`Delete ${terms.join(', ')} with all that is on their disks?`);
      await eachMachine(options, terms, 'deleted', (machine, steps, clusto) =>
        deleteMachine(clusto, machine, { ...steps, by: ownProcess(), message: options.message }),
      );
    });
}
