import { Command } from 'commander';
import { type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';

async function listAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions>();
  const { describeDrivers } = await import('../../operations/describe-drivers.ts');
  const drivers = await reading(options, async (clusto) => describeDrivers(clusto.registry));
  await printRows(
    drivers,
    {
      driver: (row) => row.driver,
      type: (row) => row.type,
      class: (row) => row.class,
      ports: (row) => Object.entries(row.ports).map(([type, count]) => `${type}:${count}`),
    },
    options,
  );
}

async function showAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions>();
  const { describeDrivers } = await import('../../operations/describe-drivers.ts');
  const { findDriver } = await import('../../operations/find-driver.ts');
  const { driversAsText } = await import('../drivers-as-text.ts');
  const drivers = await reading(options, async (clusto) => {
    const wanted = names.map((name) => findDriver(clusto, name).driverName);
    return describeDrivers(clusto.registry).filter(({ driver }) => wanted.includes(driver));
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
        .description('Lists the drivers.')
        .addOption(yamlOption())
        .addOption(csvOption())
        .addHelpText('after', '\nExample:\n  clusto driver list --csv')
        .action(listAction),
    )
    .addCommand(
      new Command('show')
        .description('Shows drivers with their ports and properties.')
        .argument('<driver...>', 'driver names or class names')
        .addHelpText('after', '\nExample:\n  clusto driver show penguinserver basicrack')
        .action(showAction),
    );
}
