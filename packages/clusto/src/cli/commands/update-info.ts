import { Command } from 'commander';
import { agreeTo, isAny } from '../change-entities.ts';
import { changesEntities, chooseEntities } from '../choose-entities.ts';
import { type AskOptions, asksHosts, discoverAndTell } from '../discover-and-tell.ts';
import { type ChangeOptions } from '../options.ts';
import { printsRows, type RowOptions } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';

type UpdateOptions = ChangeOptions & RowOptions & AskOptions;

async function updateInfoAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<UpdateOptions>();
  await withInventory(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    if (!isAny(things, options)) return;
    if (options.dryRun !== true) await agreeTo('Update the information of', things, options);
    await discoverAndTell(clusto, { things, write: true, message: options.message }, options);
  });
}

export function updateInfoCommand(): Command {
  const command = new Command('update-info')
    .description(
      'Asks servers over SSH at their first address what they are, and has that be what is meant, as one version: CPUs, memory, disks, serial number, MAC addresses of network ports, and addresses. A container means the servers in it.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  clusto update-info web1 --dry-run\n  clusto update-info --query "pool = web" --yes',
    );
  return printsRows(asksHosts(changesEntities(command))).action(updateInfoAction);
}
