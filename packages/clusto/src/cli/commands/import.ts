import { Command } from 'commander';
import { importCsvCommand } from './import-csv.ts';
import { importReportAsText } from '../import-report-as-text.ts';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { slowProgress } from '../slow-progress.ts';
import { withInventory } from '../with-inventory.ts';

interface ImportOptions extends GlobalOptions {
  readonly dryRun?: boolean;
}

async function importClusto(address: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ImportOptions>();
  const isDryRun = options.dryRun === true;
  using progress = slowProgress();
  const { readLegacy } = await import('../../store/legacy/read-legacy.ts');
  const { parseDsn } = await import('../../store/dsn.ts');
  const { loadConfig } = await import('../config.ts');
  // a target that is none is told before the source is read, which takes its time
  if (!isDryRun) parseDsn((await loadConfig(options, process.env)).dsn);
  const { importLegacy } = await import('../../operations/import-legacy.ts');
  // before anything is made of the target
  const source = await readLegacy(address, { password: process.env['MYSQL_PWD'] });
  const target = isDryRun ? { ...options, dsn: 'sqlite::memory:' } : options;
  await withInventory(
    target,
    async (clusto) => {
      if (!isDryRun) {
        const { auditEvent } = await import('../open-audit.ts');
        const file = address.replace(/:[^:/@]*@/, ':***@');
        auditEvent(await loadConfig(options, process.env), { event: 'import', file, dsn: clusto.dsn });
      }
      const report = await importLegacy(clusto, source, progress);
      if (options.json === true) printJson({ ...report, dryRun: isDryRun });
      else print(importReportAsText(report, clusto.dsn, isDryRun));
    },
    { create: true },
  );
}

export function importCommand(): Command {
  const command = new Command('import')
    .description('Brings in what other programs keep.')
    .addHelpText('after', '\nExample:\n  clusto import clusto sqlite:/var/lib/clusto/old.db --dry-run');
  command.addCommand(importCsvCommand());
  command
    .command('clusto')
    .summary('a database of the Python clusto, with its history')
    .description(
      'Brings a database of the Python clusto (schema version 3, on SQLite, MySQL, MariaDB or PostgreSQL) into an empty ' +
        'inventory: entities, attributes, containment, cables, addresses, and every version under its number. The source is ' +
        'only read. What could not be kept as it was is reported. All of it is written, or nothing.',
    )
    .argument('<dsn>', 'sqlite:PATH, mysql://USER@HOST/DATABASE or postgres://USER@HOST/DATABASE')
    .option('--dry-run', 'print the report and write nothing')
    .addHelpText(
      'after',
      '\nThe password for MySQL can be in the variable MYSQL_PWD.\n\nExample:\n  clusto import clusto sqlite:/var/lib/clusto/old.db --dsn sqlite:/var/lib/clusto/new.db',
    )
    .action(importClusto);
  return command;
}
