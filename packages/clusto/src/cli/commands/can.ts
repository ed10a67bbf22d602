import { Command } from 'commander';
import type { Verdict } from '../../operations/access/can.ts';
import { exitCodes } from '../exit-codes.ts';
import { ExitStatus } from '../exit-status.ts';
import { type GlobalOptions } from '../options.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface CanOptions extends GlobalOptions, RowOptions {
  readonly role: readonly string[];
  readonly as: readonly string[];
}

const examples = `
Examples:
  clusto can attr web1 --as group:web
  clusto can allocate web1 --role operator --json
  clusto can admin`;

const each = (text: string, before: readonly string[] = []): string[] => [...before, text];

export function canCommand(): Command {
  return printsRows(new Command('can'))
    .description(
      'Says whether something is allowed, and which rule decides. The exit status is 0 for yes, and 3 for no.',
    )
    .argument(
      '<action>',
      'read, write, what can be written (attr, place, cable, name, driver, create, delete, allocate, operate), or admin',
    )
    .argument('[entity]', 'on what; on anything when it is left out')
    .option(
      '--as <subject>',
      'for whom: token:ID, subject:SUB, group:NAME or certificate:NAME; several times',
      each,
      [],
    )
    .option('--role <role>', 'for who has this role; several times', each, [])
    .addHelpText('after', examples)
    .action(async (action: string, entity: string | undefined, _given: unknown, command: Command) => {
      const options = command.optsWithGlobals<CanOptions>();
      const { as: subjects, role: roles } = options;
      const verdicts = await withInventory(options, (clusto) =>
        call(clusto, 'can', { action, entity, subjects, roles }),
      );
      const columns = {
        action: (row: Verdict) => row.action,
        entity: (row: Verdict) => row.entity,
        allowed: (row: Verdict) => (row.isAllowed ? 'yes' : 'no'),
        role: (row: Verdict) => row.role,
        rule: (row: Verdict) => row.rule,
        reason: (row: Verdict) => row.reason,
      };
      await printRows(verdicts, columns, options, { blank: '-' });
      if (verdicts.some(({ isAllowed }) => !isAllowed)) throw new ExitStatus(exitCodes.different);
    });
}
