import { Command, Option } from 'commander';
import { failure } from '../../base/errors.ts';
import { isMac } from '../../base/mac.ts';
import { type AddressDescription } from '../../operations/addresses/describe-address.ts';
import { fields } from '../fields.ts';
import { changeEntities, isAny } from '../change-entities.ts';
import { changesEntities, chooseEntities, entityTerm, splitWords, takesEntities } from '../choose-entities.ts';
import {
  atOption,
  type ChangeOptions,
  dryRunOption,
  type EntitiesOptions,
  messageOption,
  queryOption,
  type ReadOptions,
  type WriteOptions,
  yesOption,
} from '../options.ts';
import { note, print, printJson, printYaml } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading, withInventory, writing } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface AllocateOptions extends ChangeOptions, RowOptions {
  readonly subnet?: string;
  readonly ip?: string;
  readonly osPort?: string;
  readonly port?: string;
  readonly force?: boolean;
}

interface ReleaseOptions extends ChangeOptions {
  readonly all?: boolean;
  readonly quarantine?: string;
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

async function allocateAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { port, ...options } = command.optsWithGlobals<AllocateOptions>();
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const { subnet, osPort, force } = options;
  const params = {
    ip: options.ip,
    subnet,
    osPort,
    force,
    port: port === undefined ? undefined : parsePortReference(port),
  };
  const given = await changeEntities('Allocate addresses for', terms, options, async (clusto, things) => {
    if (options.ip !== undefined && things.length > 1)
      throw failure('USAGE', { reason: 'With --ip there is one device: an address belongs to one.' });
    return callEach(
      clusto,
      'allocateAddress',
      things.map((term) => [{ ...params, term }]),
    );
  });
  if (given === undefined) return;
  await printRows(given, { device: ({ device }) => device, ip: ({ ip }) => ip }, options, {
    text: () => given.map(({ ip }) => ip).join('\n'),
  });
}

async function bindAction(
  term: string,
  ip: string,
  osPort: string,
  _options: unknown,
  command: Command,
): Promise<void> {
  const { port, ...options } = command.optsWithGlobals<AllocateOptions>();
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const reference = port === undefined ? undefined : parsePortReference(port);
  await writing(options, (clusto) => call(clusto, 'bindAddress', term, ip, osPort, reference));
  note(`${ip} is on ${osPort} of ${term}`);
}

async function releaseAction(
  term: string | undefined,
  words: string[],
  _options: unknown,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<ReleaseOptions>();
  const [terms, ips] = splitWords(term, words, options);
  if (ips.length > 0 === (options.all === true))
    throw failure('USAGE', { reason: 'Name the addresses to release, or give --all.' });
  await withInventory(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    if (!isAny(things, options)) return;
    const held = await callEach(
      clusto,
      'addressesOf',
      things.map((thing) => [thing]),
    );
    const doomed = things.map((device, at) => ({ device, ips: ips.length > 0 ? ips : (held[at] ?? []) }));
    const all = doomed.flatMap((one) => one.ips);
    if (options.dryRun === true) return print(all.join('\n'));
    const isAsked = options.all === true || things.length > 1;
    if (isAsked && options.yes !== true && all.length > 0) {
      const { confirm } = await import('../confirm.ts');
      for (const one of doomed) note(`${one.device.name}: ${one.ips.join(', ')}`);
      await confirm(`Release ${all.length === 1 ? 'this address' : `these ${all.length} addresses`}?`);
    }
    const { message, quarantine } = options;
    const lists = await clusto.transaction(message === undefined ? {} : { message }, () =>
      callEach(
        clusto,
        'releaseAddresses',
        doomed.filter((one) => one.ips.length > 0).map((one) => [one.device, one.ips, { quarantine }]),
      ),
    );
    const released = lists.flat();
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
    .map(({ name, type, subnet, cidr, netmask, broadcast, osPort, declined }) =>
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
        declined:
          declined === null ? null : `by ${declined.by} at ${declined.since}, withheld by DHCP until ${declined.until}`,
      }),
    )
    .join('\n\n');
}

/** Whether a word can only be meant as an address, be it a wrong one. */
const isAddressLike = (term: string): boolean => /^[\d.]+$|:/.test(term) && !isMac(term);

async function showAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & EntitiesOptions & RowOptions>();
  if (terms.length === 0 && options.query === undefined)
    throw failure('USAGE', { reason: 'Which addresses? Name them or who has them, or give a --query.' });
  const [given, names] = [terms.filter(isAddressLike), terms.filter((term) => !isAddressLike(term))];
  const addresses = await reading(options, async (clusto) => {
    const isNone = names.length === 0 && options.query === undefined;
    const owners = isNone ? [] : await chooseEntities(clusto, names, options);
    return call(clusto, 'describeAddresses', given, owners);
  });
  if (options.json === true) return printJson(addresses);
  if (options.yaml === true) return printYaml(addresses);
  if (options.csv !== true) {
    if (addresses.length > 0) print(addresses.map(addressAsText).join('\n\n'));
    return undefined;
  }
  const rows = addresses.flatMap(({ ip, owners, subnets }) =>
    (owners.length === 0 ? [undefined] : owners).map((owner) => ({ ip, owner, subnets })),
  );
  return printRows(
    rows,
    {
      ip: ({ ip }) => ip,
      owner: ({ owner }) => owner?.name,
      type: ({ owner }) => owner?.type,
      'os-port': ({ owner }) => owner?.osPort,
      'given-by': ({ owner }) => owner?.subnet,
      subnets: ({ subnets }) => subnets.map(({ name }) => name),
    },
    options,
  );
}

async function nextAction(subnet: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const next = await withInventory(options, (clusto) => call(clusto, 'nextAddress', subnet));
  if (options.json === true) return printJson(next);
  print(next.ip);
  for (const held of next.quarantined) note(`${held.ip} is in quarantine ${quarantineAsText(held)}`);
}

async function subnetsAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions & EntitiesOptions>();
  const subnets = await reading(options, async (clusto) => {
    const isOfAll = names.length === 0 && options.query === undefined;
    return call(clusto, 'listSubnets', isOfAll ? undefined : await chooseEntities(clusto, names, options));
  });
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
      changesEntities(
        subcommand(
          'allocate',
          'Gives each device the next address of a subnet, or one device a chosen one.',
          'clusto ip allocate web1 --subnet dmz',
        ),
        'device',
      )
        .addOption(yamlOption())
        .addOption(csvOption())
        .option('--subnet <manager>', 'the IP manager that gives it')
        .option('--ip <address>', 'this address')
        .option('--os-port <name>', 'the interface of the operating system, such as eth0')
        .option('--port <type:number>', 'its port, such as nic-eth:1; with --os-port')
        .option('--force', 'with --ip: also an address in quarantine')
        .action(allocateAction),
    )
    .addCommand(
      subcommand(
        'bind',
        'Says on which interface an address is; a device that does not have it gets it.',
        'clusto ip bind web1 10.0.0.7 eth0 --port nic-eth:1',
      )
        .argument('<device>', entityTerm)
        .argument('<address>', 'the address')
        .argument('<os-port>', 'the interface of the operating system, such as eth0')
        .option('--port <type:number>', 'its port, such as nic-eth:1')
        .addOption(messageOption())
        .action(bindAction),
    )
    .addCommand(
      subcommand('release', 'Takes addresses from a device, all of them or none.', 'clusto ip release web1 10.0.0.7')
        .argument('[device]', `${entityTerm}; with --query there is none`)
        .argument('[address...]', 'the addresses, or the names of who has them')
        .addOption(queryOption())
        .option('--all', 'every address that it has')
        .option('--quarantine <time>', 'do not hand them out again for so long, such as 30d')
        .addOption(yesOption())
        .addOption(dryRunOption())
        .addOption(messageOption())
        .action(releaseAction),
    )
    .addCommand(
      subcommand(
        'show',
        'Shows who has an address, which one somebody has, and which subnets cover it.',
        'clusto ip show 10.0.0.7',
      )
        .argument('[address...]', 'the addresses')
        .addOption(new Option('--query <query>', 'also the addresses of what this query finds'))
        .addOption(yamlOption())
        .addOption(csvOption())
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
      takesEntities(
        subcommand('subnets', 'Lists subnets with how full they are.', 'clusto ip subnets --csv'),
        'subnet',
        'IP managers; all when left out',
      )
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(subnetsAction),
    );
}
