import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { table } from '../table.ts';
import { reading } from '../with-inventory.ts';

interface ListOptions extends ReadOptions {
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
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto list --type server --pool production --names')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const { listEntities } = await import('../../operations/list-entities.ts');
      const things = await reading(options, (clusto) =>
        listEntities(clusto, { type: options.type, driver: options.driver, pools: options.pool }),
      );
      const names = things.map(({ name }) => name);
      if (options.json === true) return printJson(options.names === true ? names : things);
      if (things.length === 0) return;
      print(
        options.names === true ? names.join('\n') : table(things.map(({ name, type, driver }) => [name, type, driver])),
      );
    });
}
