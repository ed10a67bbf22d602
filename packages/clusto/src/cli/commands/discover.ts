import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { call } from '../../operations/verbs/call.ts';
import { chooseEntities } from '../choose-entities.ts';
import { type AskOptions, asksHosts, discoverAndTell } from '../discover-and-tell.ts';
import { dryRunOption, type EntitiesOptions, messageOption, queryOption, type WriteOptions } from '../options.ts';
import { printsRows, type RowOptions } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';

interface DiscoverOptions extends WriteOptions, EntitiesOptions, RowOptions, AskOptions {
  readonly create?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

async function discoverAction(words: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DiscoverOptions>();
  const { create, message, query, force } = options;
  if (words.length === 0 && query === undefined)
    throw failure('USAGE', { reason: 'Which hosts? Name them or a subnet, or give a --query that finds them.' });
  await withInventory(options, async (clusto) => {
    // before anybody is asked
    if (create !== undefined) await call(clusto, 'driverName', create);
    const things = query === undefined ? [] : await chooseEntities(clusto, [], { query });
    await discoverAndTell(clusto, { words, things, force, create, message }, options);
  });
}

export function discoverCommand(): Command {
  const command = new Command('discover')
    .description(
      'Asks hosts over SSH what they are, and compares it with what is meant. Hosts are recognised by serial number, MAC address and address, in this order. What they say is noted for `clusto drift`.',
    )
    .argument('[host...]', 'address, host name, entity, or a subnet like 10.0.0.0/24')
    .addOption(queryOption())
    .option('--create <driver>', 'create an entity of this driver for each host that is not known, named as it is')
    .option('--force', 'look also through a subnet larger than a /20')
    .addHelpText(
      'after',
      '\nExamples:\n  clusto discover 10.0.0.0/24\n  clusto discover 10.0.0.0/24 --create penguinserver -m "rack 7"\n  clusto discover --query "pool = web" --json',
    );
  return printsRows(asksHosts(command)).addOption(dryRunOption()).addOption(messageOption()).action(discoverAction);
}
