import { Command } from 'commander';
import { chooseEntities } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, queryOption, type ReadOptions } from '../options.ts';
import { note } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { versionFilter, type VersionOptions, versionOptions } from '../version-options.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface LogOptions extends ReadOptions, VersionOptions, EntitiesOptions, RowOptions {
  readonly changes?: boolean;
}

const examples = `
Examples:
  clusto log
  clusto log web1 --since 2026-11-01T00:00:00Z --changes
  clusto log --query 'pool = production' --since 2d
  clusto log --by alice --key system --message "new memory"`;

export function logCommand(): Command {
  const command = new Command('log')
    .description('Lists versions, newest first: who changed what, when and why; of entities, those that changed them.')
    .argument('[entity...]', 'names, also former ones and those of what is gone')
    .option('-c, --changes', 'also every single change');
  for (const option of [queryOption(), ...versionOptions(), yamlOption(), csvOption(), atOption()])
    command.addOption(option);
  return command.addHelpText('after', examples).action(async (entities: string[], _options, own: Command) => {
    const options = own.optsWithGlobals<LogOptions>();
    const entries = await reading(options, async (clusto) => {
      const found = options.query === undefined ? [] : await chooseEntities(clusto, [], options);
      if (entities.length + found.length === 0 && options.query !== undefined) return [];
      // former names are understood too, so only what was found is known by itself
      const names = [...entities, ...found.map(({ name }) => name)];
      return call(clusto, 'logVersions', { ...versionFilter(options), entities: names, changes: options.changes });
    });
    const { logAsText, touchedAsText } = await import('../versions-as-text.ts');
    await printRows(
      entries,
      {
        version: (row) => row.number,
        time: (row) => row.time.toISOString(),
        actor: (row) => row.actor,
        source: (row) => row.source,
        what: touchedAsText,
        message: (row) => row.message,
      },
      options,
      { text: () => (entries.length === 0 ? '' : logAsText(entries)) },
    );
    const last = entries.at(-1)?.number;
    if (entries.length === options.limit && last !== undefined && last > 1) note(`older ones: add --until ${last - 1}`);
  });
}
