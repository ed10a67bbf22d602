import { type Command } from 'commander';
import { eachMachine, type MachineOptions } from '../../each-machine.ts';
import { messageOption } from '../../options.ts';
import { ownProcess } from '../../own-process.ts';
import { changesMachines, timeoutOption, vmSubcommand } from './options.ts';

export function vmDeleteCommand(): Command {
  return changesMachines(
    vmSubcommand(
      'delete',
      'Deletes virtual machines with their disks: on the hypervisor, then entity, address and place.',
      'clusto vm delete v1000 --yes -m "not needed any more"',
    ),
  )
    .addOption(timeoutOption('give up after so many seconds'))
    .addOption(messageOption())
    .action(async (terms: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<MachineOptions>();
      const { deleteMachine } = await import('../../../operations/vm/delete-machine.ts');
      const verb = { verb: 'Delete', done: 'deleted', loss: 'All that is on their disks is lost.' };
      await eachMachine(options, terms, verb, (machine, steps, clusto) =>
        deleteMachine(clusto, machine, { ...steps, by: ownProcess(), message: options.message }),
      );
    });
}
