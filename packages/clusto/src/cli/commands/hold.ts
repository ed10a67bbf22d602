import { Command } from 'commander';
import { atOption, dryRunOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { printReturned } from '../print-returned.ts';
import { reading, withInventory, writing } from '../with-inventory.ts';
import { quarantineOption } from './deallocate.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface EndOptions extends WriteOptions {
  readonly quarantine?: string;
  readonly dryRun?: boolean;
}

async function listAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions>();
  await printRows(
    await reading(options, (clusto) => call(clusto, 'listHolds')),
    {
      key: ({ key }) => key,
      until: ({ until, expired }) => (expired && options.csv !== true ? `${until} (expired)` : until),
      actor: ({ actor }) => actor,
      servers: ({ servers }) => servers,
    },
    options,
  );
}

async function confirmAction(keys: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const confirmed = await writing(options, (clusto) =>
    callEach(
      clusto,
      'confirmHold',
      keys.map((key) => [key]),
    ),
  );
  if (options.json === true) printJson(confirmed);
  else
    for (const { key, servers } of confirmed) note(`${key} is for good: ${servers.map(({ name }) => name).join(', ')}`);
}

async function endAction(keys: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<EndOptions>();
  const { message, quarantine } = options;
  const { rehearse } = await import('../../operations/rehearse.ts');
  const returned = await withInventory(options, (clusto) => {
    const work = () =>
      callEach(
        clusto,
        'endHold',
        keys.map((key) => [key, { quarantine }]),
      );
    return options.dryRun === true
      ? rehearse(clusto, work)
      : clusto.transaction(message === undefined ? {} : { message }, work);
  });
  printReturned(returned.flat(), options);
  if (options.dryRun === true) note('dry run: nothing was changed');
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

export function holdCommand(): Command {
  return new Command('hold')
    .description('Shows the reservations that clusto allocate --hold made, confirms and ends them.')
    .addHelpText('after', '\nExample:\n  clusto hold confirm order-7')
    .addCommand(
      subcommand('list', 'Lists reservations, the next to end first.', 'clusto hold list --json')
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(listAction),
    )
    .addCommand(
      subcommand('confirm', 'Makes reservations be for good.', 'clusto hold confirm order-7')
        .argument('<key...>', 'their keys')
        .addOption(messageOption())
        .action(confirmAction),
    )
    .addCommand(
      subcommand('end', 'Ends reservations before their time, and gives everything back.', 'clusto hold end order-7')
        .argument('<key...>', 'their keys')
        .addOption(quarantineOption())
        .addOption(dryRunOption())
        .addOption(messageOption())
        .action(endAction),
    );
}
