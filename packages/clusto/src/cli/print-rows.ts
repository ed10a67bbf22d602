import { Option } from 'commander';
import { print, printJson } from './print.ts';
import { table } from './table.ts';

/** How a list can be printed. */
export interface RowOptions {
  readonly json?: boolean;
  readonly yaml?: boolean;
  readonly csv?: boolean;
}

export const yamlOption = (): Option => new Option('--yaml', 'print YAML');
export const csvOption = (): Option => new Option('--csv', 'print CSV with a header (RFC 4180)');

type Cell = string | number | boolean | null | undefined | readonly string[];

const asText = (cell: Cell): string => (Array.isArray(cell) ? cell.join(' ') : String(cell ?? ''));

/** RFC 4180 section 2: quotes only where they are needed, doubled inside. */
function csvCell(cell: Cell): string {
  const text = asText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Prints rows that all have the same columns: as a table with a header, or as JSON, YAML or CSV. An empty list prints an
 * empty one in the formats for programs, and nothing for people.
 * @param columns what each column is called in CSV and, in upper case, in the header of the table
 */
export async function printRows<Row extends object>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => Cell>>,
  { json, yaml, csv }: RowOptions,
): Promise<void> {
  if (json === true) return printJson(rows);
  if (yaml === true) {
    const { stringify } = await import('yaml');
    return print(stringify(rows).trimEnd());
  }
  const names = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((column) => column(row)));
  if (csv === true) return print([names.join(','), ...cells.map((row) => row.map(csvCell).join(','))].join('\r\n'));
  if (rows.length > 0) print(table([names.map((name) => name.toUpperCase()), ...cells.map((row) => row.map(asText))]));
}
