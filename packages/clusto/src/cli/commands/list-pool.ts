import { Command } from 'commander';
import { chooseEntities, takesEntities } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { print } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ListPoolOptions extends ReadOptions, RowOptions, EntitiesOptions {
  readonly names?: boolean;
  readonly recursive?: boolean;
  readonly type?: string;
}

export function listPoolCommand(): Command {
  const command = new Command('list-pool').description(
    'Lists what is in all of the pools: the addresses of each member on a line, or its name where it has none.',
  );
  return takesEntities(command, 'pool', 'the names of pools')
    .option('--names', 'print names instead of addresses')
    .option('-r, --recursive', 'also the members of the members')
    .option('--type <type>', 'only this type, such as server')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto list-pool production webservers --type server')
    .action(async (terms: string[], _options, own: Command) => {
      const options = own.optsWithGlobals<ListPoolOptions>();
      const { recursive, type } = options;
      const members = await reading(options, async (clusto) =>
        call(clusto, 'listPool', await chooseEntities(clusto, terms, options), { recursive, type }),
      );
      if (options.json !== true && options.yaml !== true && options.csv !== true) {
        const lines = members.map(({ name, ips }) =>
          options.names === true || ips.length === 0 ? name : ips.join(' '),
        );
        if (lines.length > 0) print(lines.join('\n'));
        return;
      }
      await printRows(
        members,
        { name: (row) => row.name, type: (row) => row.type, driver: (row) => row.driver, ips: (row) => row.ips },
        options,
      );
    });
}
