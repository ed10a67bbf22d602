import { Command } from 'commander';
import { momentForms, readMoment } from '../read-moment.ts';
import { type GlobalOptions } from '../options.ts';
import { pointAtQuery } from '../point-at-query.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface DiffOptions extends GlobalOptions, RowOptions {
  readonly entity?: string[];
  readonly query?: string;
}

const examples = `
Examples:
  clusto diff 12
  clusto diff 2026-11-01T00:00:00Z 2026-11-02T00:00:00Z --entity web1 web2
  clusto diff 12 20 --query 'pool = production'`;

export function diffCommand(): Command {
  return new Command('diff')
    .description('Shows how a version differs from an earlier one. What came and went in between does not show.')
    .argument('<from>', momentForms, readMoment)
    .argument('[to]', 'the same; the present when it is left out', readMoment)
    .option('--entity <entity...>', 'only changes of these; also former names')
    .option('--query <query>', 'only changes of what this query finds, at either version')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addHelpText('after', examples)
    .action(async (from: string, to: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<DiffOptions>();
      const { entity: entities, query } = options;
      const difference = await pointAtQuery(query, () =>
        withInventory(options, (clusto) => call(clusto, 'diffVersions', from, to, { entities, query })),
      );
      const { changesAsText } = await import('../versions-as-text.ts');
      const { changeAsText, signOf } = await import('../../operations/history/change.ts');
      const { changes } = difference;
      await printRows(
        changes,
        { sign: signOf, entity: ({ entity }) => entity.name, type: ({ entity }) => entity.type, change: changeAsText },
        options,
        { data: difference, text: () => (changes.length === 0 ? '' : changesAsText(changes)) },
      );
    });
}
