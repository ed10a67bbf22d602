import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ClustoException, failure } from '../../base/errors.ts';
import { type Column, tables } from '../tables.ts';
import {
  type BackupHeader,
  backupFormat,
  formatVersion,
  lastLine,
  type TableEnd,
  type TableStart,
} from './backup-format.ts';

/** A piece of a backup, checked as far as it has been read. */
export type BackupPart =
  | { readonly header: BackupHeader }
  | { readonly table: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly unknown[])[] };

/** The lines of a compressed file, many at a time. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  const gunzip = createGunzip();
  // an error of either stream reaches the reader of the last one
  pipeline(createReadStream(file), gunzip, () => undefined);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() as string;
    yield lines;
  }
  if (rest + decoder.decode() !== '') throw new Error('it ends in the middle of a line');
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'Z_DATA_ERROR' && message.includes('header check')) return 'it was not written by clusto';
  if (code === 'Z_BUF_ERROR') return 'its end is missing';
  if (code?.startsWith('Z_')) return `it is damaged (${message})`;
  return error instanceof SyntaxError ? 'a line is not JSON' : message;
}

function checkHeader(line: string, refuse: (reason: string) => ClustoException): BackupHeader {
  const header = JSON.parse(line) as Partial<BackupHeader> | null;
  if (header?.format !== backupFormat) throw refuse('it was not written by clusto');
  if (header.formatVersion !== formatVersion)
    throw refuse(`its format is ${header.formatVersion}, and this clusto knows ${formatVersion}`);
  const { schema, rows } = header as BackupHeader;
  if (!Number.isSafeInteger(schema) || schema < 1 || typeof rows !== 'object') throw refuse('its header is damaged');
  return header as BackupHeader;
}

function checkStart(line: string, refuse: (reason: string) => ClustoException): TableStart {
  const start = JSON.parse(line) as TableStart;
  const isKnown = (tables as readonly string[]).includes(start.table);
  // names become part of statements
  if (!isKnown || !start.columns.every(({ name }) => /^[a-z_]+$/.test(name))) throw refuse('a table of it is unknown');
  return start;
}

/**
 * Reads a backup from its beginning to its end. Whoever has been given all of it knows that it is whole and unaltered; until then it may
 * still turn out not to be.
 * @throws BACKUP_INVALID
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const refuse = (reason: string, cause?: unknown): ClustoException =>
    failure('BACKUP_INVALID', { file, reason }, cause);
  let header: BackupHeader | undefined;
  let table: { start: TableStart; hash: ReturnType<typeof createHash>; count: number } | undefined;
  let isComplete = false;
  const missing = new Set<string>();
  try {
    for await (const lines of linesOf(file)) {
      let rows: unknown[][] = [];
      for (const line of lines) {
        if (isComplete) throw refuse('something follows its end');
        if (header === undefined) {
          header = checkHeader(line, refuse);
          for (const name of Object.keys(header.rows)) missing.add(name);
          yield { header };
        } else if (table !== undefined && line.startsWith('[')) {
          table.hash.update(`${line}\n`);
          table.count += 1;
          rows.push(JSON.parse(line) as unknown[]);
        } else if (table !== undefined) {
          const { start, hash, count } = table;
          const { end, rows: wanted, sha256 } = JSON.parse(line) as TableEnd;
          if (end !== start.table || count !== wanted || count !== header.rows[end])
            throw refuse(`rows of ${start.table} are missing`);
          if (sha256 !== hash.digest('hex')) throw refuse(`the rows of ${start.table} have been altered`);
          if (rows.length > 0) yield { ...start, rows };
          [rows, table] = [[], undefined];
          missing.delete(end);
        } else if (line === lastLine) {
          if (missing.size > 0) throw refuse(`it lacks ${[...missing].join(', ')}`);
          isComplete = true;
        } else {
          table = { start: checkStart(line, refuse), hash: createHash('sha256'), count: 0 };
        }
      }
      if (table !== undefined && rows.length > 0) yield { ...table.start, rows };
    }
  } catch (error) {
    if (error instanceof ClustoException) throw error;
    throw refuse(reasonOf(error), error);
  }
  if (!isComplete) throw refuse('its end is missing');
}
