import { Command } from 'commander';
import { changeEntities } from '../change-entities.ts';
import { changesEntities } from '../choose-entities.ts';
import { atOption, dryRunOption, messageOption, yesOption, type ChangeOptions, type ReadOptions } from '../options.ts';
import { listsType } from '../lists-type.ts';
import { note, print, printJson } from '../print.ts';
import { printsRows, type RowOptions } from '../print-rows.ts';
import { printThings } from '../print-things.ts';
import { reading, withInventory, writing } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface PoolOptions extends ReadOptions, ChangeOptions, RowOptions {
  readonly driver: string;
  readonly recursive?: boolean;
}

const example = (line: string): string => `\nExample:\n  ${line}`;

async function createAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  const pool = await writing(options, (clusto) => call(clusto, 'createPool', name, options.driver));
  if (options.json === true) printJson(pool);
  else print(pool.toString());
}

async function deleteAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  await withInventory(options, async (clusto) => {
    const pool = await call(clusto, 'findPool', name);
    const title = `the pool ${name} with ${(await call(clusto, 'contents', pool, false)).length} members, which stay`;
    if (options.dryRun === true) return note(`would delete ${title}`);
    if (options.yes !== true) {
      const { confirm } = await import('../confirm.ts');
      await confirm(`Delete ${title}?`);
    }
    const { message } = options;
    await clusto.transaction(message === undefined ? {} : { message }, () => call(clusto, 'deleteEntities', [pool]));
    if (options.json === true) printJson({ deleted: [pool] });
    else note(`deleted ${pool.toString()}`);
    return undefined;
  });
}

async function showAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  const things = await reading(options, async (clusto) =>
    call(clusto, 'contents', await call(clusto, 'findPool', name), options.recursive),
  );
  await printThings(things, options);
}

function changeAction(verb: 'insert' | 'remove') {
  return async (name: string, terms: string[], _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<PoolOptions>();
    const title = verb === 'insert' ? `Put into ${name}` : `Take out of ${name}`;
    const changed = await changeEntities(title, terms, options, (clusto, things) =>
      call(clusto, 'changePool', verb, name, things),
    );
    if (changed !== undefined) await printThings(changed, options);
  };
}

function subcommand(name: string, description: string, line: string): Command {
  return new Command(name)
    .description(description)
    .argument('<pool>', 'the name of the pool')
    .addHelpText('after', example(line));
}

export function poolCommand(): Command {
  const command = new Command('pool')
    .description('Shows and changes pools.')
    .addHelpText('after', example('clusto pool insert production web1 web2'));
  command.addCommand(
    subcommand('create', 'Creates a pool.', 'clusto pool create production')
      .option('--driver <driver>', 'the driver of the pool', 'pool')
      .addOption(messageOption())
      .action(createAction),
  );
  command.addCommand(
    subcommand('delete', 'Deletes a pool; its members stay.', 'clusto pool delete production --yes')
      .addOption(dryRunOption())
      .addOption(yesOption())
      .addOption(messageOption())
      .action(deleteAction),
  );
  command.addCommand(listsType('pool'));
  command.addCommand(
    printsRows(subcommand('show', 'Shows the members of a pool.', 'clusto pool show production --recursive'))
      .option('-r, --recursive', 'also the members of the members')
      .addOption(atOption())
      .action(showAction),
  );
  for (const [verb, description] of [
    ['insert', 'Puts entities into a pool, all of them or none.'],
    ['remove', 'Takes entities out of a pool, all of them or none.'],
  ] as const)
    command.addCommand(
      printsRows(changesEntities(subcommand(verb, description, `clusto pool ${verb} production web1 web2`))).action(
        changeAction(verb),
      ),
    );
  return command;
}
