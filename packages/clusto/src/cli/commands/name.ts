import { Command, InvalidArgumentError } from 'commander';
import { dryRunOption, messageOption, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';
import { resourceCommands, resourceSubcommand } from './resource-commands.ts';
import { call } from '../../operations/verbs/call.ts';

interface CreateOptions extends WriteOptions {
  readonly count: number;
  readonly dryRun?: boolean;
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 1 to 999999.');
}

async function createAction(manager: string, driver: string, _options: unknown, command: Command): Promise<void> {
  const { count, dryRun, message, ...options } = command.optsWithGlobals<CreateOptions>();
  const { rehearse } = await import('../../operations/rehearse.ts');
  const things = await withInventory(options, (clusto) => {
    const work = () => call(clusto, 'createNamed', { manager, driver, count });
    if (dryRun === true) return rehearse(clusto, work);
    return clusto.transaction(message === undefined ? {} : { message }, work);
  });
  if (options.json === true) printJson(things);
  else print(things.join('\n'));
  if (dryRun === true) note('dry run: nothing was changed');
}

export function nameCommand(): Command {
  const command = new Command('name')
    .description('Hands out names and takes them back, and creates entities under the next names.')
    .addHelpText('after', '\nExample:\n  clusto name create servernames penguinserver --count 10');
  const columns = { basename: 'basename', digits: 'digits', first: 'next' };
  for (const one of resourceCommands({ kind: 'name', columns, sample: ['hostnames', 'db-01'] }))
    command.addCommand(one);
  return command.addCommand(
    resourceSubcommand(
      'create',
      'Creates entities under the next names of a manager, all of them or none.',
      'clusto name create servernames penguinserver --count 10',
    )
      .argument('<manager>', 'the name manager, of the driver simpleentitynamemanager')
      .argument('<driver>', 'the driver of the entities, such as penguinserver')
      .option('--count <number>', 'how many', readCount, 1)
      .addOption(dryRunOption())
      .addOption(messageOption())
      .action(createAction),
  );
}
