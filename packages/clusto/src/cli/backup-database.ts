import { stat } from 'node:fs/promises';
import { failure } from '../base/errors.ts';
import { Driver } from '../inventory/driver.ts';
import { ClustoMeta } from '../inventory/meta.ts';
import { initialise } from '../inventory/open.ts';
import { Registry } from '../inventory/registry.ts';
import { type BackupHeader } from '../store/backup/backup-format.ts';
import { readBackup } from '../store/backup/read-backup.ts';
import { requireKnownSchema } from '../store/backup/restore-tables.ts';
import { writeBackup } from '../store/backup/write-backup.ts';
import { Store } from '../store/store.ts';
import { clustoVersion } from '../base/clusto-version.ts';
import { isServer } from './is-server.ts';
import { packedText } from '../base/packed-text.ts';
import { type Config, type ConfigOverrides, loadConfig } from './config.ts';
import { auditEvent } from './open-audit.ts';
import { provideDataFolder, requireDatabaseFile } from './database-file.ts';

/** What can be told of a backup, or of a restoration. */
export interface BackupReport {
  readonly file: string;
  /** Without secrets. */
  readonly dsn: string;
  readonly bytes: number;
  readonly version: number;
  readonly schema: number;
  readonly rows: Readonly<Record<string, number>>;
}

interface Watched {
  readonly progress: (what: string, done: number, total?: number) => void;
  readonly signal: AbortSignal;
}

async function report(file: string, dsn: string, { version, schema, rows }: BackupHeader): Promise<BackupReport> {
  return { file, dsn, bytes: (await stat(file)).size, version, schema, rows };
}

/** Reads a whole backup. @throws BACKUP_INVALID, BACKUP_TOO_NEW, INTERRUPTED */
async function verifyBackup(file: string, { progress, signal }: Watched): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  let [done, total] = [0, 0];
  for await (const part of readBackup(file)) {
    if (signal.aborted) throw failure('INTERRUPTED', { action: `reading ${file}` });
    if ('header' in part) {
      ({ header } = part);
      requireKnownSchema(file, header);
      total = Object.values(header.rows).reduce((sum, count) => sum + count, 0);
      continue;
    }
    done += part.rows.length;
    progress(`checking ${part.table}`, done, total);
  }
  return header as BackupHeader;
}

/** A backup that a server writes. @throws SERVER_UNREACHABLE, and what the server tells of */
async function backupServer(config: Config, file: string, watched: Watched): Promise<BackupReport> {
  const { openServer } = await import('./remote/open-server.ts');
  using api = openServer(config, process.env);
  auditEvent(config, { event: 'backup', file, dsn: api.url });
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    let received = 0;
    for await (const piece of api.download('getBackup')) {
      received += piece.length;
      watched.progress('KiB received:', Math.ceil(received / 1024));
      yield piece;
    }
  };
  await writeBackup(file, bytes(), watched.signal);
  return await report(file, api.url, await verifyBackup(file, watched));
}

/**
 * Writes the configured database into a file, as it is at one moment, and reads the file again; a server writes it
 * itself, for who administers it. The database may be of an older schema.
 * @throws BACKUP_UNWRITABLE, BACKUP_INVALID, DATABASE_EMPTY, INTERRUPTED and the like
 */
export async function backupDatabase(
  overrides: ConfigOverrides,
  file: string,
  watched: Watched,
): Promise<BackupReport> {
  const config = await loadConfig(overrides, process.env);
  const { dsn } = config;
  if (isServer(dsn)) return backupServer(config, file, watched);
  requireDatabaseFile(dsn);
  const store = await Store.open(dsn);
  try {
    auditEvent(config, { event: 'backup', file, dsn: store.label });
    await writeBackup(file, packedText(store.backup(clustoVersion(), watched.progress)), watched.signal);
    return await report(file, store.label, await verifyBackup(file, watched));
  } finally {
    await store.close();
  }
}

/**
 * Makes the configured database what a backup says, brought up to date: all of it, or nothing is changed. The file is checked before the
 * database is opened.
 * @param replace whether what is there may go
 * @throws BACKUP_INVALID, BACKUP_TOO_NEW, INVENTORY_NOT_EMPTY, INTERRUPTED and the like
 */
export async function restoreDatabase(
  overrides: ConfigOverrides,
  file: string,
  { replace, ...watched }: Watched & { readonly replace: boolean },
): Promise<BackupReport> {
  const config = await loadConfig(overrides, process.env);
  const { dsn, dataFolder, actor } = config;
  await verifyBackup(file, watched);
  provideDataFolder(dataFolder);
  const store = await Store.open(dsn);
  try {
    auditEvent(config, { event: 'restore', file, dsn: store.label });
    const restoring = (what: string, done: number, total: number): void =>
      watched.progress(`restoring ${what}`, done, total);
    const header = await store.restore(file, { replace, progress: restoring, signal: watched.signal });
    // notes the schema where that is a newer one
    await initialise({ store, registry: new Registry([Driver, ClustoMeta]), actor, source: 'cli', settings: {} });
    return await report(file, store.label, header);
  } finally {
    await store.close();
  }
}
