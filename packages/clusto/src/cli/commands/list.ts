import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { printThings } from '../print-things.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ListOptions extends ReadOptions, RowOptions {
  readonly type?: string;
  readonly driver?: string;
  readonly pool?: string[];
  readonly names?: boolean;
}

export function listCommand(): Command {
  return new Command('list')
    .description('Lists entities by name. What several options ask for has to hold together.')
    .option('--type <type>', 'only this type, such as server')
    .option('--driver <driver>', 'only this driver and those that extend it')
    .option('--pool <pool...>', 'only what is in all of these pools, at any depth')
    .option('--names', 'print names alone')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto list --type server --pool production --names')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const things = await reading(options, (clusto) =>
        call(clusto, 'listEntities', { type: options.type, driver: options.driver, pools: options.pool }),
      );
      if (options.names !== true) return printThings(things, options);
      const names = things.map(({ name }) => name);
      return printRows(things, { name: ({ name }) => name }, options, { data: names, text: () => names.join('\n') });
    });
}
