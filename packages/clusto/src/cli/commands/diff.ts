import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { withInventory } from '../with-inventory.ts';

interface DiffOptions extends GlobalOptions {
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
    .argument('<from>', 'a version, or a time like 2026-11-01T00:00:00Z')
    .argument('[to]', 'a version or time; the present when it is left out')
    .option('--entity <entity...>', 'only changes of these; also former names')
    .option('--query <query>', 'only changes of what this query finds, at either version')
    .addHelpText('after', examples)
    .action(async (from: string, to: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<DiffOptions>();
      const { diffVersions } = await import('../../operations/history/diff-versions.ts');
      const difference = await withInventory(options, (clusto) =>
        diffVersions(clusto, from, to, { entities: options.entity, query: options.query }),
      );
      if (options.json === true) return printJson(difference);
      const { changesAsText } = await import('../versions-as-text.ts');
      if (difference.changes.length > 0) print(changesAsText(difference.changes));
    });
}
