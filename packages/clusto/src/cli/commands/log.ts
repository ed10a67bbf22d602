import { Command } from 'commander';
import { atOption, type ReadOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { versionFilter, type VersionOptions, versionOptions } from '../version-options.ts';
import { reading } from '../with-inventory.ts';

interface LogOptions extends ReadOptions, VersionOptions {
  readonly changes?: boolean;
}

const examples = `
Examples:
  clusto log
  clusto log web1 --since 2026-11-01T00:00:00Z --changes
  clusto log --by alice --key system --message "new memory"`;

export function logCommand(): Command {
  const command = new Command('log')
    .description('Lists versions, newest first: who changed what, when and why; of entities, those that changed them.')
    .argument('[entity...]', 'names, also former ones and those of what is gone')
    .option('-c, --changes', 'also every single change');
  for (const option of [...versionOptions(), atOption()]) command.addOption(option);
  return command.addHelpText('after', examples).action(async (entities: string[], _options, own: Command) => {
    const options = own.optsWithGlobals<LogOptions>();
    const { logVersions } = await import('../../operations/history/log-versions.ts');
    const entries = await reading(options, (clusto) =>
      logVersions(clusto, { ...versionFilter(options), entities, changes: options.changes }),
    );
    if (options.json === true) return printJson(entries);
    const { logAsText } = await import('../versions-as-text.ts');
    if (entries.length > 0) print(logAsText(entries));
    const last = entries.at(-1)?.number;
    if (entries.length === options.limit && last !== undefined && last > 1) note(`older ones: add --until ${last - 1}`);
  });
}
