import { type Command } from 'commander';
import { call } from '../../../operations/verbs/call.ts';
import { eachMachine, type MachineOptions } from '../../each-machine.ts';
import { messageOption } from '../../options.ts';
import { workerOf } from '../../worker-of.ts';
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
      const verb = { verb: 'Delete', done: 'deleted', loss: 'All that is on their disks is lost.' };
      await eachMachine(options, terms, verb, (machine, reach, clusto) =>
        call(clusto, 'deleteMachine', reach, machine, { by: workerOf(clusto), message: options.message }),
      );
    });
}
