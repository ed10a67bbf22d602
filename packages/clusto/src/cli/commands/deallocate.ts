import { Command, Option } from 'commander';
import { changeEntities } from '../change-entities.ts';
import { changesEntities } from '../choose-entities.ts';
import { type ChangeOptions } from '../options.ts';
import { printReturned } from '../print-returned.ts';
import { call } from '../../operations/verbs/call.ts';

interface DeallocateOptions extends ChangeOptions {
  readonly quarantine?: string;
}

export const quarantineOption = (): Option =>
  new Option('--quarantine <time>', 'do not hand out their addresses again for so long, such as 30d');

async function deallocateAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DeallocateOptions>();
  const { quarantine } = options;
  const returned = await changeEntities('Deallocate', terms, options, (clusto, things) =>
    call(clusto, 'deallocate', things, { quarantine }),
  );
  printReturned(returned ?? [], options);
}

export function deallocateCommand(): Command {
  return changesEntities(new Command('deallocate'), 'server')
    .description(
      'Gives servers back with everything that was allocated to them, all or none. One that clusto allocate created is deleted, another one goes back to the pool that it came from; one that was put to use by hand gives back its addresses, leaves its pools and joins the free ones.',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  clusto deallocate s0042 --quarantine 30d\n  clusto deallocate --query 'pool = web and rack = rack-1' --dry-run",
    )
    .addOption(quarantineOption())
    .action(deallocateAction);
}
