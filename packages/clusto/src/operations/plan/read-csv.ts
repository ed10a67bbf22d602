import { CsvError, parse } from 'csv-parse/sync';
import { refuseEntry } from './entry-problem.ts';

/** A row of a table. */
export interface CsvRow {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** How many ends of line are within the cells of a row. */
const linesIn = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

/**
 * The rows of CSV (RFC 4180), the header first; with or without byte order mark, with any end of line, empty lines left out.
 * @throws ENTRY_INVALID with the line for what is no CSV
 */
export function readCsv(text: string, delimiter = ','): CsvRow[] {
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      // how many cells there are is told with the line, of all rows
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines - linesIn(record), cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuseEntry(
      { line: Number(error['lines']) || 1 },
      `this is no CSV with the delimiter ${delimiter}: ${error.message}`,
    );
  }
}
