import { type Command } from 'commander';
import { type VMManager } from '../../../drivers/machines/vm-manager.ts';
import { type Driver } from '../../../inventory/driver.ts';
import { messageOption, type WriteOptions } from '../../options.ts';
import { note, print, printJson } from '../../print.ts';
import { writing } from '../../with-inventory.ts';
import { vmSubcommand } from './options.ts';

/** Does something with a host in its manager, as one version. */
async function withHost<T>(
  command: Command,
  name: string,
  work: (manager: VMManager, host: Driver) => Promise<T>,
): Promise<T> {
  const { managerOfHost } = await import('../../../operations/vm/manager-of-host.ts');
  return writing(command.optsWithGlobals<WriteOptions>(), async (clusto) => {
    const { manager, host } = await managerOfHost(clusto, name);
    return work(manager, host);
  });
}

async function drainAction(name: string, _options: unknown, command: Command): Promise<void> {
  const left = await withHost(command, name, (manager, host) => manager.drain(host));
  if (command.optsWithGlobals<WriteOptions>().json === true) return printJson({ host: name, machines: left });
  note(`${name}: takes no further machines`);
  if (left.length > 0) print(left.map((machine) => machine.name).join('\n'));
}

/** What is done with hosts: reserve, unreserve, drain. */
export function hostCommands(): Command[] {
  const host = ['<host>', 'the name of the host'] as const;
  return [
    vmSubcommand('reserve', 'Keeps further virtual machines from a host.', 'clusto vm reserve xenhost1')
      .argument(...host)
      .addOption(messageOption())
      .action(async (name: string, _options, command: Command) => {
        await withHost(command, name, (manager, one) => manager.reserve(one));
        note(`${name}: takes no further machines`);
      }),
    vmSubcommand('unreserve', 'Lets virtual machines on a host again.', 'clusto vm unreserve xenhost1')
      .argument(...host)
      .addOption(messageOption())
      .action(async (name: string, _options, command: Command) => {
        await withHost(command, name, (manager, one) => manager.unreserve(one));
        note(`${name}: takes machines again`);
      }),
    vmSubcommand(
      'drain',
      'Reserves a host, and lists the virtual machines that are still on it, to be migrated or deleted.',
      'clusto vm drain xenhost1 | xargs clusto vm migrate',
    )
      .argument(...host)
      .addOption(messageOption())
      .action(drainAction),
  ];
}
