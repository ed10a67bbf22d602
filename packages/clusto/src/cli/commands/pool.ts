import { Command } from 'commander';
import { type Driver } from '../../inventory/driver.ts';
import { atOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { table } from '../table.ts';
import { reading, withInventory, writing } from '../with-inventory.ts';

interface PoolOptions extends ReadOptions, WriteOptions {
  readonly driver: string;
  readonly recursive?: boolean;
  readonly yes?: boolean;
}

const example = (line: string): string => `\nExample:\n  ${line}`;

function show(things: readonly Driver[], { json }: PoolOptions): void {
  if (json === true) printJson(things);
  else if (things.length > 0) print(table(things.map(({ name, type, driver }) => [name, type, driver])));
}

async function createAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  const { createPool } = await import('../../operations/create-pool.ts');
  const pool = await writing(options, (clusto) => createPool(clusto, name, options.driver));
  if (options.json === true) printJson(pool);
  else print(pool.toString());
}

async function deleteAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  const { deleteEntities } = await import('../../operations/delete-entities.ts');
  const { findPool } = await import('../../operations/find-pool.ts');
  await withInventory(options, async (clusto) => {
    const pool = await findPool(clusto, name);
    if (options.yes !== true) {
      const { confirm } = await import('../confirm.ts');
      await confirm(`Delete the pool ${name} with ${(await pool.contents()).length} members, which stay?`);
    }
    await deleteEntities(clusto, [pool], options);
    if (options.json === true) printJson({ deleted: [pool] });
    else note(`deleted ${pool.toString()}`);
  });
}

async function showAction(name: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PoolOptions>();
  const { findPool } = await import('../../operations/find-pool.ts');
  const things = await reading(options, async (clusto) =>
    (await findPool(clusto, name)).contents({ searchChildren: options.recursive }),
  );
  show(things, options);
}

function changeAction(verb: 'insert' | 'remove') {
  return async (name: string, terms: string[], _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<PoolOptions>();
    const { changePool } = await import('../../operations/change-pool.ts');
    show(await writing(options, (clusto) => changePool(clusto, verb, name, terms)), options);
  };
}

function subcommand(name: string, description: string, line: string): Command {
  return new Command(name)
    .summary(description.charAt(0).toLowerCase() + description.slice(1).replace(/[.;].*$/s, ''))
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
      .option('-y, --yes', 'do not ask')
      .addOption(messageOption())
      .action(deleteAction),
  );
  command.addCommand(
    subcommand('show', 'Shows the members of a pool.', 'clusto pool show production --recursive')
      .option('-r, --recursive', 'also the members of the members')
      .addOption(atOption())
      .action(showAction),
  );
  for (const [verb, description] of [
    ['insert', 'Puts entities into a pool, all of them or none.'],
    ['remove', 'Takes entities out of a pool, all of them or none.'],
  ] as const)
    command.addCommand(
      subcommand(verb, description, `clusto pool ${verb} production web1 web2`)
        .argument('<entity...>', 'name, IP address, MAC address or serial number')
        .addOption(messageOption())
        .action(changeAction(verb)),
    );
  return command;
}
