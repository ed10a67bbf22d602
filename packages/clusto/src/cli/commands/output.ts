import { Command, Option } from 'commander';
import { type Clusto } from '../../operations/clusto.ts';
import { type NameParams } from '../../operations/outputs/name-addresses.ts';
import { type Output } from '../../operations/outputs/output.ts';
import { type HostParams } from '../../operations/outputs/read-hosts.ts';
import { atOption, type ReadOptions } from '../options.ts';
import { pointAtQuery } from '../point-at-query.ts';
import { type OutputOptions, printOutput } from '../print-output.ts';
import { reading } from '../with-inventory.ts';

/** What every format takes. */
interface HostOptions extends ReadOptions, OutputOptions {
  readonly query?: string;
  readonly pool?: string[];
  readonly network?: string[];
}

const hostParams = ({ query, pool, network }: HostOptions): HostParams => ({ query, pools: pool, networks: network });

const domainOption = (): Option =>
  new Option('--domain <domain>', 'completes names without a dot; else the attribute dns.domain of the host or above');

/** A format as a command, with the options that all formats have. */
function format(name: string, summary: string, description: string, example: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .option('--query <query>', 'only what this query finds; `clusto query --help` explains the language')
    .option('--pool <pool...>', 'only what is in all of these pools, at any depth')
    .option('--network <network...>', 'only addresses in these networks, such as 10.0.0.0/8')
    .option('--file <path>', 'write this file as a whole instead of printing; one that says the same is not touched')
    .addOption(atOption())
    .addHelpText('after', `\nExample:\n  ${example}`);
}

async function show(options: HostOptions, work: (clusto: Clusto) => Promise<Output>): Promise<void> {
  await reading(options, async (clusto) => printOutput(await pointAtQuery(options.query, () => work(clusto)), options));
}

function ansibleCommand(): Command {
  return format(
    'ansible',
    'an inventory for Ansible',
    'Prints the inventory that Ansible asks its inventory scripts for: groups by type and container, attributes as variables.',
    `clusto output ansible --query 'type = server'`,
  )
    .option('--list', 'all hosts, which is the default: how Ansible asks')
    .option('--host <name>', 'the variables of this host alone: how Ansible asks')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<HostOptions & { readonly host?: string }>();
      const { ansibleInventory } = await import('../../operations/outputs/ansible-inventory.ts');
      await show(options, (clusto) => ansibleInventory(clusto, { ...hostParams(options), name: options.host }));
    });
}

function hostsCommand(): Command {
  return format(
    'hosts',
    'an /etc/hosts',
    'Prints /etc/hosts: each address with the name that it leads back to, the short name, and the others.',
    'clusto output hosts --domain example.com --file /etc/hosts',
  )
    .addOption(domainOption())
    .option('--no-localhost', 'without the lines of the machine itself')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<HostOptions & NameParams & { readonly localhost: boolean }>();
      const { hostsFile } = await import('../../operations/outputs/hosts-file.ts');
      const { domain, localhost } = options;
      await show(options, (clusto) =>
        hostsFile(clusto, { ...hostParams(options), domain, withoutLocalhost: !localhost }),
      );
    });
}

export function outputCommand(): Command {
  const command = new Command('output')
    .description('Prints what other tools read, of the devices and of whatever else has an address.')
    .addHelpText('after', '\nExample:\n  clusto output hosts --pool production --domain example.com');
  for (const one of [ansibleCommand(), hostsCommand()]) command.addCommand(one);
  return command;
}
