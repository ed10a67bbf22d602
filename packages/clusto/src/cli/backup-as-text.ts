import { type BackupReport } from './backup-database.ts';

/** In a line: which database, which file, and how much is in it. */
export function backupAsText({ dsn, file, bytes, version, rows }: BackupReport, verb: string): string {
  const count = Object.values(rows).reduce((sum, some) => sum + some, 0);
  const size = bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${dsn}: version ${version}, ${count} rows ${verb} ${file} (${size})`;
}
