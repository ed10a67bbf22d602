import { existsSync, mkdirSync } from 'node:fs';
import { failure } from '../base/errors.ts';
import { parseDsn } from '../store/dsn.ts';

/** Opening a file of SQLite makes it; who only wants to read gets none. @throws DATABASE_EMPTY, DSN_INVALID */
export function requireDatabaseFile(dsn: string): void {
  const address = parseDsn(dsn);
  if (address.kind === 'sqlite' && !existsSync(address.path)) throw failure('DATABASE_EMPTY', { dsn: address.label });
}

/** The folder for the database of somebody who said nothing of where it is to be. */
export function provideDataFolder(folder: string | undefined): void {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
}
