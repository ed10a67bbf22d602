import { Command } from 'commander';
import { isAny, namesAsText } from '../change-entities.ts';
import { changesEntities, chooseEntities } from '../choose-entities.ts';
import { type ChangeOptions } from '../options.ts';
import { note, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';

async function deleteAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangeOptions>();
  const { deleteEntities } = await import('../../operations/delete-entities.ts');
  const { rehearse } = await import('../../operations/rehearse.ts');
  await withInventory(options, async (clusto) => {
    // what is to go has to be called by its name: an address may be someone else's by now
    const named = await Promise.all(names.map((name) => clusto.getByName(name)));
    const things = await chooseEntities(clusto, named, options);
    if (!isAny(things, options)) return;
    if (options.dryRun === true) await rehearse(clusto, () => deleteEntities(clusto, things));
    else {
      if (options.yes !== true) {
        const { confirm } = await import('../confirm.ts');
        if (things.length > 1) note(`to be deleted: ${namesAsText(things)}`);
        await confirm(`Delete ${things.length === 1 ? things.join('') : `these ${things.length}`}?`);
      }
      await deleteEntities(clusto, things, options);
    }
    if (options.json === true) printJson({ deleted: things });
    else for (const thing of things) note(`deleted ${thing.toString()}`);
    if (options.dryRun === true) note('dry run: nothing was changed');
  });
}

export function deleteCommand(): Command {
  const command = new Command('delete').description(
    'Deletes entities with their attributes, places and cables. Older versions keep showing them.',
  );
  return changesEntities(command, 'entity', 'names')
    .addHelpText('after', '\nExample:\n  clusto delete web1 --yes -m "sold"')
    .action(deleteAction);
}
