import { Command, InvalidArgumentError } from 'commander';
import { call } from '../../operations/verbs/call.ts';
import { type Ec2Options, type Ec2Work } from '../ec2-work.ts';
import { atOption, type GlobalOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { table } from '../table.ts';
import { csvOption, printRows, yamlOption } from '../print-rows.ts';
import { reaching } from '../reaching.ts';
import { reading, withInventory } from '../with-inventory.ts';

const waiting = { outcome: 'nothing more is asked' };

const perHour = (price: number | null): string => (price === null ? '?' : price.toFixed(4));

/** `tag:Name=web*,db*` as name and values. */
function readFilter(pair: string, before: Record<string, string[]> = {}): Record<string, string[]> {
  const [, name, values] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
  if (name === undefined || values === undefined)
    throw new InvalidArgumentError('A filter is written NAME=VALUE, such as tag:Name=web*.');
  return { ...before, [name]: [...(before[name] ?? []), ...values.split(',')] };
}

function subcommand(name: string, description: string, example: string, work: Ec2Work): Command {
  return new Command(name)
    .description(description)
    .option('--manager <name>', 'the EC2 manager, with whose keys EC2 is asked; needed where there are several')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action((...words: unknown[]) => {
      const options = (words.at(-1) as Command).optsWithGlobals<Ec2Options>();
      return withInventory(options, (clusto) => reaching(waiting, (reach) => work({ clusto, reach }, options)));
    });
}

const list: Ec2Work = async (context, options) => (await import('../list-ec2.ts')).listEc2(context, options);
const sync: Ec2Work = async (context, options) => (await import('../sync-ec2.ts')).syncEc2(context, options);

const prices: Ec2Work = async ({ clusto, reach }, options) => {
  const { manager, refresh, region: regions, type: types } = options;
  const found = await (refresh === true
    ? call(clusto, 'refreshPrices', reach, manager, { regions, types })
    : call(clusto, 'ec2Prices', { regions, types }));
  if (options.json !== true) note(`dollars per hour of ${found.date}: ${found.source}`);
  await printRows(
    found.prices,
    { region: (row) => row.region, type: (row) => row.type, price: (row) => perHour(row.price) },
    options,
    { data: found },
  );
};

const regions: Ec2Work = async ({ clusto, reach }, options) => {
  const created = await call(clusto, 'createRegions', reach, options.manager, options.region);
  if (options.json === true) return printJson(created);
  for (const name of created) print(`Created ${name}`);
};

async function showBudget(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Ec2Options>();
  const spendings = await reading(options, (clusto) => call(clusto, 'ec2Spendings', options.manager));
  const rows = spendings.flatMap(({ manager, budget, spent, left, servers }) => [
    [manager, '', perHour(spent), budget === null ? 'no limit' : perHour(budget), left === null ? '' : perHour(left)],
    ...servers.map(({ name, instance, price }) => [`  ${name}`, instance ?? '(launching)', perHour(price), '', '']),
  ]);
  await printRows(
    spendings.flatMap(({ manager, servers }) => servers.map((server) => ({ manager, ...server }))),
    {
      manager: (row) => row.manager,
      server: (row) => row.name,
      instance: (row) => row.instance,
      price: (row) => row.price,
    },
    options,
    { data: spendings, text: () => table(rows, { header: ['MANAGER', 'INSTANCE', 'PER HOUR', 'BUDGET', 'LEFT'] }) },
  );
}

async function showConsole(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const output = await withInventory(options, (clusto) =>
    reaching(waiting, (reach) => call(clusto, 'ec2Console', reach, name)),
  );
  if (options.json === true) printJson(output);
  else print(output.trimEnd());
}

export function ec2Command(): Command {
  const command = new Command('ec2')
    .description('Looks at EC2 as a whole. Single servers are launched and terminated by `clusto vm`.')
    .addHelpText('after', '\nExample:\n  clusto ec2 list --region eu-west-1 --state running');
  command.addCommand(
    subcommand(
      'list',
      'Lists the instances of all regions, while EC2 answers, with the servers that they are in clusto.',
      "clusto ec2 list --state running --filter 'tag:Name=web*'",
      list,
    )
      .option('--region <region...>', 'only these regions')
      .option('--state <state...>', 'only in these states: pending, running, stopping, stopped, terminated')
      .option('--filter <name=value>', 'a filter of the EC2 API; may be given several times', readFilter)
      .addOption(yamlOption())
      .addOption(csvOption()),
  );
  command.addCommand(
    new Command('budget')
      .description('Shows what each EC2 manager spends, in dollars per hour, and what is left of its budget.')
      .option('--manager <name>', 'only this one')
      .addOption(yamlOption())
      .addOption(csvOption())
      .addOption(atOption())
      .addHelpText('after', '\nExample:\n  clusto ec2 budget --manager myec2')
      .action(showBudget),
  );
  command.addCommand(
    subcommand(
      'prices',
      'Shows what instances cost, in dollars per hour, and of which day the prices are.',
      'clusto ec2 prices --refresh --region eu-west-1',
      prices,
    )
      .option('--region <region...>', 'only these regions')
      .option('--type <type...>', 'only these instance types')
      .option('--refresh', 'fetch them from the price list of AWS first')
      .addOption(yamlOption())
      .addOption(csvOption()),
  );
  command.addCommand(
    subcommand(
      'sync',
      'Shows where clusto and EC2 differ, both ways; changes only what is named.',
      'clusto ec2 sync --adopt i-0123456789abcdef0 --fix v01',
      sync,
    )
      .option('--region <region...>', 'only these regions')
      .option('--adopt <instance...>', 'make servers of these unknown instances')
      .option('--fix <server...>', 'mend what differs of these servers'),
  );
  command.addCommand(
    subcommand('regions', 'Creates a container for each region and zone.', 'clusto ec2 regions', regions).option(
      '--region <region...>',
      'only these regions',
    ),
  );
  command.addCommand(
    new Command('console')
      .description('Prints what a server has written to its console; EC2 is some minutes behind.')
      .argument('<server>', 'the name of the server')
      .addHelpText('after', '\nExample:\n  clusto ec2 console v01')
      .action(showConsole),
  );
  return command;
}
