import { Command } from 'commander';
import { messageOption, type WriteOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { writing } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

export function renameCommand(): Command {
  return new Command('rename')
    .description('Gives an entity another name; its attributes, places and history stay.')
    .argument('<old>', 'the present name')
    .argument('<new>', 'the new name')
    .addOption(messageOption())
    .addHelpText('after', '\nExample:\n  clusto rename s0001 web1')
    .action(async (old: string, name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<WriteOptions>();
      const thing = await writing(options, (clusto) => call(clusto, 'rename', old, name));
      if (options.json === true) printJson(thing);
      else print(thing.toString());
    });
}
