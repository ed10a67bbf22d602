import { Command } from 'commander';
import { messageOption, type WriteOptions } from '../options.ts';
import { note, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';

interface DeleteOptions extends WriteOptions {
  readonly yes?: boolean;
}

export function deleteCommand(): Command {
  return new Command('delete')
    .description('Deletes entities with their attributes, places and cables. Older versions keep showing them.')
    .argument('<entity...>', 'names')
    .option('-y, --yes', 'do not ask')
    .addOption(messageOption())
    .addHelpText('after', '\nExample:\n  clusto delete web1 --yes -m "sold"')
    .action(async (names: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<DeleteOptions>();
      const { deleteEntities } = await import('../../operations/delete-entities.ts');
      await withInventory(options, async (clusto) => {
        const things = await Promise.all(names.map((name) => clusto.getByName(name)));
        if (options.yes !== true) {
          const { confirm } = await import('../confirm.ts');
          await confirm(`Delete ${things.join(', ')}?`);
        }
        await deleteEntities(clusto, things, options);
        if (options.json === true) printJson({ deleted: things });
        else for (const thing of things) note(`deleted ${thing.toString()}`);
      });
    });
}
