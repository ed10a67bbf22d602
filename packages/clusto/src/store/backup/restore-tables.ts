import type { Clock } from '../../base/clock.ts';
import { failure } from '../../base/errors.ts';
import type { Dialect, WriteConnection } from '../dialect.ts';
import { continueIds, insertRows } from '../insert-rows.ts';
import { migrations } from '../migrations/migrations.ts';
import { applyMigrations } from '../schema.ts';
import { tables } from '../tables.ts';
import { type BackupHeader, decodeRow } from './backup-format.ts';
import type { RowProgress } from './dump-tables.ts';
import type { BackupPart } from './read-backup.ts';

/** @throws BACKUP_TOO_NEW */
export function requireKnownSchema(file: string, { schema, clusto }: BackupHeader): void {
  if (schema > migrations.length)
    throw failure('BACKUP_TOO_NEW', { file, found: schema, known: migrations.length, program: clusto });
}

async function dropTables(writer: WriteConnection): Promise<void> {
  await writer.exec('drop view if exists attribute_rows');
  for (const table of ['schema_migrations', ...tables.toReversed()]) await writer.exec(`drop table if exists ${table}`);
}

/**
 * Makes a database what a backup says, inside a transaction: its tables in the schema that it has, filled, and then brought up to date.
 * @param signal stops it between two batches
 * @throws BACKUP_INVALID, BACKUP_TOO_NEW, INTERRUPTED, and errors of the database
 */
export async function restoreTables(
  writer: WriteConnection,
  { dialect, clock }: { readonly dialect: Dialect; readonly clock: Clock },
  { file, parts }: { readonly file: string; readonly parts: AsyncIterable<BackupPart> },
  progress: RowProgress,
  signal?: AbortSignal,
): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  let [done, total] = [0, 0];
  for await (const part of parts) {
    if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `restoring ${file}` });
    if ('header' in part) {
      header = part.header;
      requireKnownSchema(file, header);
      total = Object.values(header.rows).reduce((sum, count) => sum + count, 0);
      await dropTables(writer);
      await applyMigrations(writer, dialect, clock, migrations.slice(0, header.schema));
      continue;
    }
    const { table, columns, rows } = part;
    const names = columns.map(({ name }) => name);
    await insertRows(writer, table, names, rows, (row) => decodeRow(columns, row));
    done += rows.length;
    progress(table, done, total);
  }
  if (header === undefined) throw failure('BACKUP_INVALID', { file, reason: 'it is empty' });
  await continueIds(writer, dialect);
  await applyMigrations(writer, dialect, clock, migrations.slice(header.schema));
  return header;
}
