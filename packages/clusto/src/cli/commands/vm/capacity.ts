import { type Command } from 'commander';
import { type Capacity } from '../../../drivers/machines/host-capacity.ts';
import { call } from '../../../operations/verbs/call.ts';
import { atOption, type ReadOptions } from '../../options.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../../print-rows.ts';
import { table } from '../../table.ts';
import { reading } from '../../with-inventory.ts';
import { managerOption, vmSubcommand } from './options.ts';

interface CapacityOptions extends ReadOptions, RowOptions {
  readonly manager?: string;
}

const part = ({ used, total }: Capacity): string => `${used}/${total}`;
const header = ['HOST', 'MACHINES', 'MEMORY MB', 'DISK GB', 'CPUS', 'MANAGER', ''];

async function capacityAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CapacityOptions>();
  const managers = await reading(options, (clusto) => call(clusto, 'listCapacity', options.manager));
  const rows = managers.flatMap(({ manager, hosts, total }) => [
    ...hosts.map(({ host, machines, memory, disk, cpucount, isReserved }) => [
      host,
      String(machines),
      ...[memory, disk, cpucount].map(part),
      manager,
      isReserved ? 'reserved' : '',
    ]),
    ['all', String(total.machines), ...[total.memory, total.disk, total.cpucount].map(part), manager, ''],
  ]);
  await printRows(
    managers.flatMap(({ manager, hosts }) => hosts.map((one) => ({ ...one, manager }))),
    {
      host: (row) => row.host,
      machines: (row) => row.machines,
      'memory-used': (row) => row.memory.used,
      'memory-total': (row) => row.memory.total,
      'disk-used': (row) => row.disk.used,
      'disk-total': (row) => row.disk.total,
      'cpus-used': (row) => row.cpucount.used,
      'cpus-total': (row) => row.cpucount.total,
      manager: (row) => row.manager,
      reserved: (row) => row.isReserved,
    },
    options,
    { data: managers, text: () => table(rows, { header }) },
  );
}

export function vmCapacityCommand(): Command {
  return vmSubcommand(
    'capacity',
    'Shows what the hosts have, and how much of it is given to machines.',
    'clusto vm capacity --manager xenmanager',
  )
    .addOption(managerOption('only the hosts of this manager'))
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .action(capacityAction);
}
