import { Option, type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { placements } from '../../../drivers/machines/choose-host.ts';
import { call } from '../../../operations/verbs/call.ts';
import { type MachineDescription } from '../../../operations/vm/describe-machine.ts';
import { type MachineParams } from '../../../operations/vm/machine-plan.ts';
import { atOnce, type MachineOptions, machineSteps, throwFailures } from '../../each-machine.ts';
import { messageOption, type WriteOptions } from '../../options.ts';
import { workerOf } from '../../worker-of.ts';
import { print, printJson } from '../../print.ts';
import { reaching } from '../../reaching.ts';
import { stepProgress } from '../../step-progress.ts';
import { withInventory } from '../../with-inventory.ts';
import { collected, managerOption, timeoutOption, vmSubcommand, wholeNumber } from './options.ts';

interface CreateOptions extends MachineParams, MachineOptions, WriteOptions {
  readonly pool?: string[];
  readonly count?: number;
  readonly start?: boolean;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
}

async function createAction(argument: string | undefined, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CreateOptions>();
  const { count = 1, start, keep, message, json } = options;
  const name = argument ?? options.name;
  if (name !== undefined && count > 1)
    throw failure('USAGE', {
      reason: 'Several machines are named by the name manager: leave the name or --count out.',
    });
  const { manager, names, subnet, hypervisor, force, placement, sameRack, otherRack } = options;
  const { pool: pools, disk, memory, swap, cpu, image, boot, mac } = options;
  const where = { manager, names, subnet, pools, hypervisor, force, placement, sameRack, otherRack };
  const params = { name, ...where, disk, memory, swap, cpu, image, boot, mac };
  if (options.dryRun === true) return showPlan(options, params);
  const { inParallel } = await import('../../../operations/vm/in-parallel.ts');
  const progress = stepProgress();
  await withInventory(options, (clusto) =>
    reaching(options, async (reach) => {
      // what stands against all of them is told once, and before the first
      if (count > 1) await call(clusto, 'planMachines', params, 0);
      const { begin, onStep } = machineSteps(clusto, progress);
      const record = { start, keep, message, by: workerOf(clusto) };
      const numbers = Array.from({ length: count }, (_, index) => index);
      const outcomes = await inParallel(numbers, atOnce, async () => {
        begin(name ?? 'a new machine');
        const machine = await call(clusto, 'createMachine', { ...reach, onStep }, params, record);
        progress.clear();
        if (json !== true) print(`Created ${machine.name}`);
        return machine;
      });
      progress.clear();
      if (json === true) printJson(outcomes.flatMap(({ result }) => result ?? []));
      throwFailures(
        outcomes.map(({ result, error }) => ({ name: result?.name ?? '', error })),
        'created',
      );
    }),
  );
}

function planAsText({ name, host, addresses, macs, attributes, pools }: MachineDescription): string {
  const [memory, disk, swap, cpus] = ['memory', 'disk', 'swap', 'cpucount'].map((key) =>
    Number(attributes[`system.${key}`]),
  );
  const size = `${memory} MB of memory, ${disk} GB of disk, ${swap} MB of swap, ${cpus === 1 ? '1 CPU' : `${cpus} CPUs`}`;
  const more = [...addresses, ...macs, ...(pools.length > 0 ? [`pools ${pools.join(', ')}`] : [])];
  return `Would create ${name} on ${host}: ${[size, ...more].join('; ')}`;
}

/** What would be created, chosen and checked as it would be, and not done. */
async function showPlan(options: CreateOptions, params: MachineParams): Promise<void> {
  const planned = await withInventory(options, (clusto) => call(clusto, 'planMachines', params, options.count ?? 1));
  if (options.json === true) printJson(planned);
  else print(planned.map(planAsText).join('\n'));
}

export function vmCreateCommand(): Command {
  return vmSubcommand(
    'create',
    'Creates virtual machines. Name, address, MAC address and place on a host are chosen and recorded, then the machine is made on its hypervisor; it is there as a whole afterwards, or not at all.',
    'clusto vm create --disk 20 --memory 1024',
  )
    .argument('[name]', 'its name; one that is recorded and not created yet is created (default: the next one)')
    .option('--name <name>', 'the same as the argument')
    .option('-d, --disk <gb>', 'its disk in GB (default: 10)', wholeNumber(1))
    .option('--memory <mb>', 'its memory in MB (default: 1024)', wholeNumber(1))
    .option('-s, --swap <mb>', 'its swap in MB (default: 512)', wholeNumber(0))
    .option('-c, --cpu <number>', 'its CPUs (default: 1)', wholeNumber(1))
    .option('-f, --hypervisor <host>', 'the host that it is to be on')
    .option('--force', 'with --hypervisor: also when that host is full or reserved')
    .addOption(managerOption('the manager of virtual machines'))
    .option('--names <manager>', 'the name manager')
    .option('--subnet <manager>', 'the IP manager that its address is of')
    .option('--pool <pool>', 'a pool that it is put into; several times for several', collected)
    .option('--image <image>', 'what is copied onto its disk')
    .option('--boot <device>', 'what it boots from')
    .option('--mac <address>', 'its MAC address (default: 02:52 and the bytes of its address)')
    .addOption(new Option('--placement <kind>', 'how the host is chosen').choices(placements))
    .option('--same-rack <thing>', 'on a host in the rack of this thing')
    .option('--other-rack <thing>', 'on a host in no rack of this thing; several times for several', collected)
    .option('--count <number>', 'so many machines; each of them is whole or not there', wholeNumber(1))
    .option('--start', 'start it')
    .option('--keep', 'leave what was recorded when it cannot be created')
    .option('--dry-run', 'only say what would be created')
    .addOption(timeoutOption())
    .addOption(messageOption())
    .action(createAction);
}
