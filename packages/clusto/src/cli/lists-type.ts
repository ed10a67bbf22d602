import { Command } from 'commander';
import { atOption, type ReadOptions } from './options.ts';
import { csvOption, type RowOptions, yamlOption } from './print-rows.ts';
import { printThings } from './print-things.ts';
import { reading } from './with-inventory.ts';
import { call } from '../operations/verbs/call.ts';

/** The command `list` of a noun: all entities of its type, by name. */
export function listsType(type: 'pool' | 'rack'): Command {
  return new Command('list')
    .description(`Lists all ${type}s by name.`)
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', `\nExample:\n  clusto ${type} list`)
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ReadOptions & RowOptions>();
      await printThings(await reading(options, (clusto) => call(clusto, 'listEntities', { type })), options);
    });
}
