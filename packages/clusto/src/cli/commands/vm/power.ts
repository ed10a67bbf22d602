import { type Command } from 'commander';
import { call } from '../../../operations/verbs/call.ts';
import { eachMachine, type MachineOptions } from '../../each-machine.ts';
import { changesMachines, timeoutOption, vmSubcommand, wholeNumber } from './options.ts';

interface StopOptions extends MachineOptions {
  readonly force?: boolean;
  readonly grace?: number;
}

type Action = (terms: string[], options: unknown, command: Command) => Promise<void>;

const start: Action = async (terms, _, command) =>
  eachMachine(
    command.optsWithGlobals<MachineOptions>(),
    terms,
    { verb: 'Start', done: 'started' },
    (machine, reach, clusto) => call(clusto, 'startMachine', reach, machine),
  );

const reboot: Action = async (terms, _, command) =>
  eachMachine(
    command.optsWithGlobals<MachineOptions>(),
    terms,
    { verb: 'Reboot', done: 'rebooted' },
    (machine, reach, clusto) => call(clusto, 'rebootMachine', reach, machine),
  );

const stop: Action = async (terms, _, command) => {
  const options = command.optsWithGlobals<StopOptions>();
  const { force, grace } = options;
  const how = { force, grace: grace === undefined ? undefined : grace * 1000 };
  await eachMachine(options, terms, { verb: 'Shut down', done: 'stopped' }, (machine, reach, clusto) =>
    call(clusto, 'stopMachine', reach, machine, how),
  );
};

const destroy: Action = async (terms, _, command) => {
  const verb = { verb: 'Cut the power of', done: 'off', loss: 'What is not on disk is lost.' };
  await eachMachine(command.optsWithGlobals<MachineOptions>(), terms, verb, (machine, reach, clusto) =>
    call(clusto, 'destroyMachine', reach, machine),
  );
};

/** start, stop, reboot and destroy, for several machines at once. */
export function powerCommands(): Command[] {
  const timeout = (): ReturnType<typeof timeoutOption> => timeoutOption('give up after so many seconds');
  return [
    changesMachines(vmSubcommand('start', 'Starts virtual machines; one that runs is fine.', 'clusto vm start v1000'))
      .addOption(timeout())
      .action(start),
    changesMachines(
      vmSubcommand(
        'stop',
        'Shuts virtual machines down, and waits until they have.',
        'clusto vm stop v1000 --force --grace 30',
      ),
    )
      .option('--force', 'cut the power of one that has not shut down in time')
      .option('--grace <seconds>', 'how long one has to shut down (default: 60)', wholeNumber(0))
      .addOption(timeout())
      .action(stop),
    changesMachines(vmSubcommand('reboot', 'Reboots virtual machines.', 'clusto vm reboot v1000 v1001'))
      .addOption(timeout())
      .action(reboot),
    changesMachines(
      vmSubcommand('destroy', 'Cuts the power of virtual machines; they stay.', 'clusto vm destroy v1000 --yes'),
    )
      .addOption(timeout())
      .action(destroy),
  ];
}
