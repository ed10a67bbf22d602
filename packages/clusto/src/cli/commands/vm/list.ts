import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { call } from '../../../operations/verbs/call.ts';
import { type ListedMachine } from '../../../operations/vm/list-machines.ts';
import { atOption, type ReadOptions } from '../../options.ts';
import { note } from '../../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../../print-rows.ts';
import { reaching } from '../../reaching.ts';
import { reportError } from '../../report-error.ts';
import { reading, withInventory } from '../../with-inventory.ts';
import { managerOption, timeoutOption, vmSubcommand } from './options.ts';

type Listed = ListedMachine & { readonly state?: string };

interface ListOptions extends ReadOptions, RowOptions {
  readonly manager?: string;
  readonly state?: boolean;
  readonly v?: boolean;
  readonly timeout?: number;
}

async function read(options: ListOptions): Promise<Listed[]> {
  const { manager, state, at, timeout } = options;
  const list = (clusto: Clusto): Promise<ListedMachine[]> => call(clusto, 'listMachines', manager);
  if (state !== true) return reading(options, list);
  if (at !== undefined)
    throw failure('USAGE', { reason: 'Hypervisors can be asked about the present only: leave --at or --state out.' });
  return withInventory(options, async (clusto) => {
    const machines = await list(clusto);
    const patience = { timeout: timeout === undefined ? undefined : timeout * 1000 };
    const { states, silent } = await reaching({ outcome: 'nothing more is asked' }, (reach) =>
      call(clusto, 'machineStates', reach, manager, patience),
    );
    for (const { error } of silent) note(reportError(error, 'warning'));
    return machines.map((machine) => ({ ...machine, state: states.get(machine.name) ?? 'unknown' }));
  });
}

/** In columns of 20, as in the original. */
const line = (row: readonly string[]): string =>
  row
    .map((cell) => cell.padEnd(20))
    .join(' ')
    .trimEnd();

/** As the original printed them with `-v`: commas between, no header. */
const withoutHeader = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(',')).join('\n');

async function listAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ListOptions>();
  const machines = await read(options);
  const state = ({ state: one }: Listed): string[] => (one === undefined ? [] : [one]);
  const rows = machines.map((one) => [one.hostAddress ?? one.host, one.address ?? '-', one.name, ...state(one)]);
  const header = ['Hypervisor', 'VM', 'Name', ...(options.state === true ? ['State'] : [])];
  await printRows(
    machines,
    {
      name: (row) => row.name,
      address: (row) => row.address,
      host: (row) => row.host,
      'host-address': (row) => row.hostAddress,
      manager: (row) => row.manager,
      ...(options.state === true ? { state: (row) => row.state } : {}),
    },
    options,
    { text: () => (options.v === true ? withoutHeader(rows) : [header, ...rows].map(line).join('\n')) },
  );
}

export function vmListCommand(): Command {
  return vmSubcommand('list', 'Lists the virtual machines by host and name.', 'clusto vm list --state')
    .addOption(managerOption('only the machines of this manager'))
    .option('--state', 'ask the hypervisors how the machines are: one call for each host')
    .option('-v', 'host, address and name separated by commas, without a header')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(timeoutOption('with --state: how long a hypervisor has to answer (default: 30)'))
    .addOption(atOption())
    .action(listAction);
}
