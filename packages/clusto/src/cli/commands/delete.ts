import { Command } from 'commander';
import { isAny, namesAsText } from '../change-entities.ts';
import { changesEntities, chooseEntities } from '../choose-entities.ts';
import { type ChangeOptions } from '../options.ts';
import { note, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

async function deleteAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangeOptions>();
  const { rehearse } = await import('../../operations/rehearse.ts');
  await withInventory(options, async (clusto) => {
    // what is to go has to be called by its name: an address may be someone else's by now
    const named = await callEach(
      clusto,
      'getEntity',
      names.map((name) => [name]),
    );
    const things = await chooseEntities(clusto, named, options);
    if (!isAny(things, options)) return;
    if (options.dryRun === true) await rehearse(clusto, () => call(clusto, 'deleteEntities', things));
    else {
      if (options.yes !== true) {
        const { confirm } = await import('../confirm.ts');
        if (things.length > 1) note(`to be deleted: ${namesAsText(things)}`);
        await confirm(`Delete ${things.length === 1 ? things.join('') : `these ${things.length}`}?`);
      }
      const { message } = options;
      await clusto.transaction(message === undefined ? {} : { message }, () => call(clusto, 'deleteEntities', things));
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
