import { Command, InvalidArgumentError } from 'commander';
import { applicationAsText, isNothing } from '../application-as-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { ExitStatus } from '../exit-status.ts';
import { messageOption, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { readPlanFiles } from '../read-plan-files.ts';
import { slowProgress } from '../slow-progress.ts';
import { problemAsText, tellingProblems } from '../telling-problems.ts';
import { changesAsText } from '../versions-as-text.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ImportCsvOptions extends WriteOptions {
  readonly driver?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly delimiter?: string;
  readonly ignoreUnmapped?: boolean;
  readonly update?: boolean;
  readonly keepGoing?: boolean;
  readonly dryRun?: boolean;
}

/** `Serial=serial.number`; the title of a column may have a sign of equality itself. */
function readMap(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('It is written COLUMN=WHAT.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function readDelimiter(text: string): string {
  const delimiter = text === '\\t' || text === 'tab' ? '\t' : text;
  if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new InvalidArgumentError('It must be one character, or tab.');
}

const help = `
A column is known by its title when that is name, driver, in (a pool, a rack or another container), unit (of the rack, the
lowest one), address, a property of the driver, or an attribute as key.subkey. Anything else is mapped: to one of these words,
to key, key.subkey or key.subkey:number, with a type behind it (Asset=asset.tag as string), or to - for nothing.

Examples:
  clusto import csv --driver basicserver --map Host=name --map 'Serial=serialnum.property' servers.csv --dry-run
  clusto import csv --driver basicserver --delimiter ';' --map Rack=in --map U=unit --ignore-unmapped servers.csv -m "new rack"`;

async function importCsvAction(name: string, _options: unknown, command: Command): Promise<void> {
  const { json, dsn, config, ...options } = command.optsWithGlobals<ImportCsvOptions>();
  const [file] = await readPlanFiles([name]);
  if (file === undefined) return;
  await withInventory(
    { ...(dsn === undefined ? {} : { dsn }), ...(config === undefined ? {} : { config }) },
    async (clusto) => {
      const done = await tellingProblems(() =>
        call(clusto, 'importCsv', { ...options, file, progress: slowProgress() }),
      );
      if (json === true) printJson(done);
      else if (done.changes.length > 0) print(changesAsText(done.changes));
      for (const problem of done.skipped) note(problemAsText(problem));
      const isPlan = options.dryRun === true || isNothing(done);
      note(isPlan ? applicationAsText(done) : `version ${done.version}: ${applicationAsText(done, 'done')}`);
      if (done.skipped.length > 0) throw new ExitStatus(exitCodes.different);
    },
  );
}

export function importCsvCommand(): Command {
  return new Command('csv')
    .summary('a table out of a spreadsheet, a row for each entity')
    .description(
      'Brings in a table: every row is an entity, every column something of it; the first row says what. Empty cells say ' +
        'nothing. All rows come in as one version, or none of them, and every bad one is told.',
    )
    .argument('<file>', 'CSV with a header; - for what is piped in')
    .option('--driver <driver>', 'the driver of rows that have none of their own')
    .option('--map <column=what>', 'what a column is; can be given several times', readMap)
    .option('--delimiter <character>', 'what is between cells; tab for a tabulator', readDelimiter, ',')
    .option('--ignore-unmapped', 'leave out columns that mean nothing')
    .option('--update', 'change entities that are there already')
    .option('--keep-going', 'leave out bad rows, and bring in the others')
    .option('--dry-run', 'print what would be done, and write nothing')
    .addOption(messageOption())
    .addHelpText('after', help)
    .action(importCsvAction);
}
