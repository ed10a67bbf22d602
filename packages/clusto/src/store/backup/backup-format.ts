import type { SqlValue } from '../dialect.ts';
import type { Column } from '../tables.ts';

/**
 * A backup is text, compressed by gzip: JSON values, one in each line (docs/operate.md describes it). First the header, then for each
 * table a line that begins it, its rows, and a line with their number and their SHA-256; a last line says that nothing is missing.
 */
export const backupFormat = 'clusto-backup';
export const formatVersion = 1;

export interface BackupHeader {
  readonly format: typeof backupFormat;
  readonly formatVersion: number;
  /** The number of the newest migration of the database. */
  readonly schema: number;
  /** The version of the program that wrote it. */
  readonly clusto: string;
  readonly time: string;
  /** The newest version of the inventory; 0 without any. */
  readonly version: number;
  /** How many rows each table has, in the order in which they follow. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface TableStart {
  readonly table: string;
  readonly columns: readonly Column[];
}

export interface TableEnd {
  readonly end: string;
  readonly rows: number;
  /** Of the lines of the rows, with their ends of line, in hexadecimal. */
  readonly sha256: string;
}

export const lastLine = '{"complete":true}';

type Encode = (value: unknown) => unknown;
type Decode = (value: unknown) => SqlValue;

// JSON has no integers beyond 2^53, no infinities, no negative zero and no bytes: they are text
const encoders: Readonly<Record<Column['type'], Encode>> = {
  int: (value) => (typeof value === 'bigint' ? value.toString() : value),
  text: (value) => value,
  float: (value) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)) ? numberText(value) : value,
  bytes: (value) => (Buffer.isBuffer(value) ? value.toString('base64') : value),
};

const decoders: Readonly<Record<Column['type'], Decode>> = {
  int: (value) => (typeof value === 'string' ? BigInt(value) : (value as number)),
  text: (value) => value as string,
  float: (value) => Number(value),
  bytes: (value) => Buffer.from(value as string, 'base64'),
};

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** A row as a line without its end. */
export function encodeRow(columns: readonly Column[], row: readonly unknown[]): string {
  return JSON.stringify(row.map((value, place) => encoders[(columns[place] as Column).type](value)));
}

/** A row as a database takes it. */
export function decodeRow(columns: readonly Column[], row: readonly unknown[]): SqlValue[] {
  return columns.map(({ type }, place) => {
    const value = row[place];
    return value === null || value === undefined ? null : decoders[type](value);
  });
}
