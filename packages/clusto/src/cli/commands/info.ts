import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { reading } from '../with-inventory.ts';

interface InfoOptions extends ReadOptions {
  readonly drivers?: boolean;
}

async function showDrivers(options: InfoOptions): Promise<void> {
  const { describeDrivers } = await import('../../operations/describe-drivers.ts');
  const drivers = await reading(options, async (clusto) => describeDrivers(clusto.registry));
  if (options.json === true) return printJson(drivers);
  const { driversAsText } = await import('../drivers-as-text.ts');
  print(driversAsText(drivers));
}

async function showInventory(options: InfoOptions): Promise<void> {
  const { describeInventory } = await import('../../operations/describe-inventory.ts');
  const description = await reading(options, describeInventory);
  if (options.json === true) return printJson(description);
  const { fields } = await import('../fields.ts');
  const { types, ...rest } = description;
  print(fields({ ...rest, types: Object.entries(types).map(([type, count]) => `${type} ${count}`) }));
}

async function showEntities(options: InfoOptions, terms: readonly string[]): Promise<void> {
  const { describeEntity } = await import('../../operations/describe-entity.ts');
  const { findEntity } = await import('../../operations/find-entity.ts');
  const descriptions = await reading(options, async (clusto) => {
    const things = await Promise.all(terms.map((term) => findEntity(clusto, term)));
    return Promise.all(things.map(describeEntity));
  });
  if (options.json === true) return printJson(descriptions);
  const { entityAsText } = await import('../entity-as-text.ts');
  print(descriptions.map(entityAsText).join('\n\n'));
}

export function infoCommand(): Command {
  return new Command('info')
    .description('Shows what is known of entities; without a name, of the inventory itself.')
    .argument('[entity...]', 'name, IP address, MAC address or serial number')
    .option('--drivers', 'list the drivers with their types, ports and properties')
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto info web1 192.168.20.7')
    .action(async (terms: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<InfoOptions>();
      if (options.drivers === true) return showDrivers(options);
      return terms.length === 0 ? showInventory(options) : showEntities(options, terms);
    });
}
