import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

async function listAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions>();
  const drivers = await reading(options, (clusto) => call(clusto, 'describeDriversInUse'));
  await printRows(
    drivers,
    {
      driver: (row) => row.driver,
      type: (row) => row.type,
      class: (row) => row.class,
      ports: (row) => Object.entries(row.ports).map(([type, count]) => `${type}:${count}`),
      entities: (row) => row.entities,
    },
    options,
  );
}

async function showAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions>();
  const { driversAsText } = await import('../drivers-as-text.ts');
  const drivers = await reading(options, async (clusto) => {
    const wanted = await callEach(
      clusto,
      'driverName',
      names.map((name) => [name]),
    );
    return (await call(clusto, 'describeDriversInUse')).filter(({ driver }) => wanted.includes(driver));
  });
  if (options.json === true) printJson(drivers);
  else print(driversAsText(drivers));
}

export function driverCommand(): Command {
  return new Command('driver')
    .description('Shows the drivers that are loaded: types, ports and properties.')
    .addHelpText('after', '\nExample:\n  clusto driver show penguinserver')
    .addCommand(
      new Command('list')
        .description('Lists the drivers, with how many entities are of each.')
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .addHelpText('after', '\nExample:\n  clusto driver list --csv')
        .action(listAction),
    )
    .addCommand(
      new Command('show')
        .description('Shows drivers with their ports and properties.')
        .argument('<driver...>', 'driver names or class names')
        .addOption(atOption())
        .addHelpText('after', '\nExample:\n  clusto driver show penguinserver basicrack')
        .action(showAction),
    );
}
