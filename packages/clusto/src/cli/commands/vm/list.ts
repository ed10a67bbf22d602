import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type ListedMachine } from '../../../operations/vm/list-machines.ts';
import { atOption, type ReadOptions } from '../../options.ts';
import { note, print, printJson } from '../../print.ts';
import { reportError } from '../../report-error.ts';
import { reading } from '../../with-inventory.ts';
import { managerOption, timeoutOption, vmSubcommand } from './options.ts';

interface ListOptions extends ReadOptions {
  readonly manager?: string;
  readonly state?: boolean;
  readonly csv?: boolean;
  readonly timeout?: number;
}

/** The width of a column, as in the original. */
const width = 20;

const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function read(options: ListOptions): Promise<(ListedMachine & { readonly state?: string })[]> {
  const { listMachines } = await import('../../../operations/vm/list-machines.ts');
  if (options.state !== true) return reading(options, (clusto) => listMachines(clusto, options.manager));
  if (options.at !== undefined)
    throw failure('USAGE', { reason: 'Hypervisors can be asked about the present only: leave --at or --state out.' });
  const { machineStates } = await import('../../../operations/vm/machine-states.ts');
  return reading(options, async (clusto) => {
    const machines = await listMachines(clusto, options.manager);
    const timeout = options.timeout === undefined ? undefined : options.timeout * 1000;
    const { states, silent } = await machineStates(clusto, options.manager, { timeout });
    for (const { error } of silent) note(reportError(error, 'warning'));
    return machines.map((machine) => ({ ...machine, state: states.get(machine.name) ?? 'unknown' }));
  });
}

export function vmListCommand(): Command {
  return vmSubcommand('list', 'Lists the virtual machines by host and name.', 'clusto vm list --state')
    .addOption(managerOption('only the machines of this manager'))
    .option('--state', 'ask the hypervisors how the machines are: one call for each host')
    .option('-v, --csv', 'separated by commas, without a header')
    .addOption(timeoutOption('with --state: how long a hypervisor has to answer (default: 30)'))
    .addOption(atOption())
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const machines = await read(options);
      if (options.json === true) return printJson(machines);
      const rows = machines.map(({ host, hostAddress, address, name, state }) => [
        hostAddress ?? host,
        address ?? '-',
        name,
        ...(state === undefined ? [] : [state]),
      ]);
      if (options.csv === true) {
        if (rows.length > 0) print(rows.map((row) => row.map(field).join(',')).join('\n'));
        return;
      }
      const header = ['Hypervisor', 'VM', 'Name', ...(options.state === true ? ['State'] : [])];
      const line = (row: readonly string[]): string =>
        row
          .map((cell) => cell.padEnd(width))
          .join(' ')
          .trimEnd();
      print([header, ...rows].map(line).join('\n'));
    });
}
