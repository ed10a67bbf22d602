import { Command, Option } from 'commander';
import { type AllocatedServer, type Allocation } from '../../operations/allocate/allocation.ts';
import { type AllocationRequest, rackPlacements } from '../../operations/allocate/allocation-request.ts';
import { dryRunOption, messageOption, type WriteOptions } from '../options.ts';
import { pointAtQuery } from '../point-at-query.ts';
import { note, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';
import { collected, wholeNumber } from './vm/options.ts';
import { call } from '../../operations/verbs/call.ts';

type Given = Omit<AllocationRequest, 'racks' | 'switchPorts' | 'outlets' | 'subnets' | 'pools' | 'attributes'>;

interface AllocateOptions extends Given, WriteOptions, RowOptions {
  readonly rack?: string[];
  readonly switchPort?: string[];
  readonly outlet?: string[];
  readonly subnet?: string[];
  readonly pool?: string[];
  readonly attr?: string[];
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** The request alone, without what says how to run and print it: who repeats it with another option asks for the same. */
function requestOf(options: AllocateOptions): AllocationRequest {
  const { count, driver, names, from, parent, query, memory, cores, disk, spindles } = options;
  const { placement, units, key, hold } = options;
  const { rack: racks, switchPort: switchPorts, outlet: outlets } = options;
  const { subnet: subnets, pool: pools, attr: attributes } = options;
  const chosen = { driver, names, from, parent, query, memory, cores, disk, spindles };
  const given = { racks, placement, units, switchPorts, outlets, subnets, pools, attributes };
  return { count, ...chosen, ...given, key, hold };
}

/** `3-4`, `7` */
function unitsAsText(units: readonly number[]): string {
  const [first, last] = [units.at(0), units.at(-1)];
  return first === undefined ? '' : first === last ? String(first) : `${first}-${last}`;
}

/** Prints the servers of an allocation, and what has to be known of it on stderr. */
export async function printAllocation(allocation: Allocation, options: RowOptions): Promise<void> {
  const { key, until, servers, repeated } = allocation;
  if (options.json === true) return printJson(allocation);
  await printRows(
    servers,
    {
      name: ({ name }: AllocatedServer) => name,
      ip: ({ addresses }) => addresses.map(({ ip }) => ip),
      rack: ({ rack }) => rack,
      units: ({ units }) => unitsAsText(units),
      cables: ({ cables }) => cables.map(({ port, device, devicePort }) => `${port}=${device}/${devicePort}`),
      pools: ({ pools }) => pools,
    },
    options,
  );
  if (repeated) note(`answered before: this is what ${key} got`);
  if (until !== null) note(`reserved until ${until}; clusto hold confirm ${key} makes it be for good`);
}

async function allocateAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<AllocateOptions>();
  const request = requestOf(options);
  const { message } = options;
  const { rehearse } = await import('../../operations/rehearse.ts');
  const allocation = await withInventory(options, (clusto) => {
    const work = (): Promise<Allocation> => pointAtQuery(request.query, () => call(clusto, 'allocate', request));
    return options.dryRun === true
      ? rehearse(clusto, work)
      : clusto.transaction(message === undefined ? {} : { message }, work);
  });
  await printAllocation(allocation, options);
  if (options.dryRun === true) note('dry run: nothing was changed');
}

export function allocateCommand(): Command {
  return new Command('allocate')
    .description(
      'Allocates servers with all that they need: all of it, or nothing. With --driver and --names they are new; otherwise they come from the pool of free servers, those that just suffice first.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  clusto allocate --count 3 --pool web --memory 16 --subnet dmz --placement spread\n  clusto allocate --driver penguinserver --names servernames --rack rack-1 --subnet dmz --switch-port nic-eth:1 --outlet pwr-nema-5:1',
    )
    .option('--count <number>', 'how many (default: 1)', wholeNumber(1))
    .option('--driver <driver>', 'new servers of this driver; with --names')
    .option('--names <manager>', 'the name manager that names new servers')
    .option('-f, --from <pool>', 'the pool of free servers (default: unallocated, or as configured)')
    .option('-p, --parent <place>', 'only in this place: a datacenter, a cage, a rack')
    .option('--query <query>', 'only what this query finds; `clusto query --help` explains the language')
    .option('--memory <gb>', 'at least so much memory, in GB', Number)
    .option('-c, --cores <number>', 'at least so many cores', Number)
    .option('-d, --disk <gb>', 'at least so much disk space, in GB', Number)
    .option('-s, --spindles <number>', 'at least so many disks', Number)
    .option('--rack <rack>', 'only in this rack; several times for several, the first one first', collected)
    .addOption(new Option('--placement <kind>', 'all in one rack, or spread over racks').choices(rackPlacements))
    .option('--units <number>', 'rack units of each new server (default: as its driver says, else 1)', wholeNumber(1))
    .option('--switch-port <type:number>', 'cable this port to a free one of a switch in the rack', collected)
    .option('--outlet <type:number>', 'cable this port to a free outlet of a power strip in the rack', collected)
    .option('--subnet <manager>', 'an address of this IP manager; several times for several', collected)
    .option('-t, --pool <pool>', 'put them into this pool; several times for several', collected)
    .option('--attr <attribute>', 'set key=value or key.subkey=value; several times for several', collected)
    .option('--key <key>', 'who asks again with the same key gets the first answer')
    .option('--hold <time>', 'only reserve them, for so long: 2h')
    .addOption(dryRunOption())
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(messageOption())
    .action(allocateAction);
}
