import { Command, Option } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { writeOut } from '../print.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ExportOptions extends ReadOptions {
  readonly query?: string;
  readonly format?: 'yaml' | 'json';
}

const examples = `
Examples:
  clusto export > inventory.yaml
  clusto export --query 'pool = production' --at 2026-11-01T00:00:00Z
  clusto export --json | clusto apply - --yes --dsn sqlite:copy.db`;

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Prints the inventory as a file that `clusto apply` takes: a YAML document for each entity, by name, or with --json ' +
        'an array with an entity on each line. The same inventory gives the same text. Secrets are not in it.',
    )
    .option('--query <query>', 'only what this query finds')
    .addOption(new Option('--format <format>', 'yaml or json').choices(['yaml', 'json']))
    .addOption(atOption())
    .addHelpText('after', examples)
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const format = options.format ?? (options.json === true ? 'json' : 'yaml');
      await reading(options, async (clusto) => {
        for await (const text of await call(clusto, 'exportInventory', { query: options.query, format }))
          await writeOut(text);
      });
    });
}
