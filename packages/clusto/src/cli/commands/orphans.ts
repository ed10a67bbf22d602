import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface OrphansOptions extends ReadOptions, RowOptions {
  readonly in?: string;
}

export function orphansCommand(): Command {
  return new Command('orphans')
    .description('Lists servers that are in no pool, with their first address and rack.')
    .option('--in <container>', 'only what is in this datacenter, cage or rack')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto orphans --in eqix-sv3')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<OrphansOptions>();
      const orphans = await reading(options, (clusto) => call(clusto, 'findOrphans', options.in));
      await printRows(
        orphans,
        { name: (row) => row.name, ip: (row) => row.ip ?? '<noip>', rack: (row) => row.rack ?? '<norack>' },
        options,
      );
    });
}
