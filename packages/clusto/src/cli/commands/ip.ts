import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { type AddressDescription } from '../../operations/addresses/describe-address.ts';
import { fields } from '../fields.ts';
import { atOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading, withInventory, writing } from '../with-inventory.ts';

interface AllocateOptions extends WriteOptions {
  readonly subnet?: string;
  readonly ip?: string;
  readonly osPort?: string;
  readonly port?: string;
  readonly force?: boolean;
}

interface ReleaseOptions extends WriteOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly quarantine?: string;
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

async function allocateAction(term: string, _options: unknown, command: Command): Promise<void> {
  const { port, ...options } = command.optsWithGlobals<AllocateOptions>();
  const { allocateAddress } = await import('../../operations/addresses/allocate-address.ts');
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const ip = await writing(options, (clusto) =>
    allocateAddress(clusto, { ...options, term, port: port === undefined ? undefined : parsePortReference(port) }),
  );
  if (options.json === true) printJson({ ip });
  else print(ip);
}

async function bindAction(
  term: string,
  ip: string,
  osPort: string,
  _options: unknown,
  command: Command,
): Promise<void> {
  const { port, ...options } = command.optsWithGlobals<AllocateOptions>();
  const { findDevice } = await import('../../operations/find-device.ts');
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const reference = port === undefined ? undefined : parsePortReference(port);
  await writing(options, async (clusto) =>
    (await findDevice(clusto, term)).bindIpToOsPort(ip, osPort, {
      portType: reference?.type,
      portNum: reference?.number,
    }),
  );
  note(`${ip} is on ${osPort} of ${term}`);
}

async function releaseAction(term: string, ips: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReleaseOptions>();
  if (ips.length > 0 === (options.all === true))
    throw failure('USAGE', { reason: 'Name the addresses to release, or give --all.' });
  const { findDevice } = await import('../../operations/find-device.ts');
  const { releaseAddresses } = await import('../../operations/addresses/release-addresses.ts');
  await withInventory(options, async (clusto) => {
    const device = await findDevice(clusto, term);
    const doomed = ips.length > 0 ? ips : await device.getIps();
    if (options.dryRun === true) return print(doomed.join('\n'));
    if (options.all === true && options.yes !== true && doomed.length > 0) {
      const { confirm } = await import('../confirm.ts');
      await confirm(`Release ${doomed.join(', ')} of ${device.name}?`);
    }
    const { message } = options;
    const released = await clusto.transaction(message === undefined ? {} : { message }, () =>
      releaseAddresses(clusto, device, doomed, options),
    );
    if (options.json === true) printJson({ released });
    else note(`released ${released.length} address${released.length === 1 ? '' : 'es'}`);
  });
}

const quarantineAsText = ({ until, reason }: NonNullable<AddressDescription['quarantine']>): string =>
  `until ${until}${reason === null ? '' : `: ${reason}`}`;

function addressAsText({ ip, owners, subnets, quarantine }: AddressDescription): string {
  const covering = subnets.map(({ name, network }) => (network === null ? name : `${name} ${network}`));
  if (owners.length === 0) return fields({ ip, owner: 'nobody', subnets: covering });
  return owners
    .map(({ name, type, subnet, cidr, netmask, broadcast, osPort }) =>
      fields({
        ip,
        owner: `${name} (${type})`,
        'OS port': osPort,
        'Given by': subnet,
        CIDR: cidr,
        netmask,
        broadcast,
        subnets: covering,
        quarantine: quarantine === null ? null : quarantineAsText(quarantine),
      }),
    )
    .join('\n\n');
}

async function showAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions>();
  const { describeAddress } = await import('../../operations/addresses/describe-address.ts');
  const addresses = await reading(options, (clusto) => Promise.all(terms.map((term) => describeAddress(clusto, term))));
  if (options.json === true) printJson(addresses);
  else print(addresses.map(addressAsText).join('\n\n'));
}

async function nextAction(subnet: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const { nextAddress } = await import('../../operations/addresses/next-address.ts');
  const next = await withInventory(options, (clusto) => nextAddress(clusto, subnet));
  if (options.json === true) return printJson(next);
  print(next.ip);
  for (const held of next.quarantined) note(`${held.ip} is in quarantine ${quarantineAsText(held)}`);
}

async function subnetsAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions>();
  const { listSubnets } = await import('../../operations/addresses/list-subnets.ts');
  const subnets = await reading(options, (clusto) => listSubnets(clusto, names));
  await printRows(
    subnets,
    {
      name: ({ name }) => name,
      network: ({ network }) => network ?? 'any',
      gateway: ({ gateway }) => gateway,
      size: ({ size }) => size,
      used: ({ used }) => used,
      percent: ({ percent }) => percent,
    },
    options,
  );
}

export function ipCommand(): Command {
  return new Command('ip')
    .description('Shows, hands out and takes back IP addresses.')
    .addHelpText('after', '\nExample:\n  clusto ip allocate web1 --subnet dmz --os-port eth0')
    .addCommand(
      subcommand(
        'allocate',
        'Gives a device the next address of a subnet, or a chosen one.',
        'clusto ip allocate web1 --subnet dmz',
      )
        .argument('<device>', 'name, IP address, MAC address or serial number')
        .option('--subnet <manager>', 'the IP manager that gives it')
        .option('--ip <address>', 'this address')
        .option('--os-port <name>', 'the interface of the operating system, such as eth0')
        .option('--port <type:number>', 'its port, such as nic-eth:1; with --os-port')
        .option('--force', 'with --ip: also an address in quarantine')
        .addOption(messageOption())
        .action(allocateAction),
    )
    .addCommand(
      subcommand(
        'bind',
        'Says on which interface an address is; a device that does not have it gets it.',
        'clusto ip bind web1 10.0.0.7 eth0 --port nic-eth:1',
      )
        .argument('<device>', 'name, IP address, MAC address or serial number')
        .argument('<address>', 'the address')
        .argument('<os-port>', 'the interface of the operating system, such as eth0')
        .option('--port <type:number>', 'its port, such as nic-eth:1')
        .addOption(messageOption())
        .action(bindAction),
    )
    .addCommand(
      subcommand('release', 'Takes addresses from a device, all of them or none.', 'clusto ip release web1 10.0.0.7')
        .argument('<device>', 'name, IP address, MAC address or serial number')
        .argument('[address...]', 'the addresses')
        .option('--all', 'every address that it has')
        .option('--quarantine <time>', 'do not hand them out again for so long, such as 30d')
        .option('-y, --yes', 'do not ask')
        .option('--dry-run', 'print the addresses and change nothing')
        .addOption(messageOption())
        .action(releaseAction),
    )
    .addCommand(
      subcommand('show', 'Shows who has an address, and which subnets cover it.', 'clusto ip show 10.0.0.7')
        .argument('<address...>', 'the addresses')
        .addOption(atOption())
        .action(showAction),
    )
    .addCommand(
      subcommand(
        'next',
        'Prints the address that a subnet would give next; nothing is allocated.',
        'clusto ip next dmz',
      )
        .argument('<subnet>', 'the IP manager')
        .action(nextAction),
    )
    .addCommand(
      subcommand('subnets', 'Lists subnets with how full they are.', 'clusto ip subnets --csv')
        .argument('[subnet...]', 'IP managers; all when left out')
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(subnetsAction),
    );
}
