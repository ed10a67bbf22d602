import { type Command, Option } from 'commander';
import { print, printJson, printYaml } from './print.ts';
import { table } from './table.ts';

/** How a list can be printed. */
export interface RowOptions {
  readonly json?: boolean;
  readonly yaml?: boolean;
  readonly csv?: boolean;
}

export const yamlOption = (): Option => new Option('--yaml', 'print YAML');
export const csvOption = (): Option => new Option('--csv', 'print CSV with a header (RFC 4180)');

/** Lets a command print its list in every form; `--json` is global. */
export const printsRows = (command: Command): Command => command.addOption(yamlOption()).addOption(csvOption());

/** What is shown in another way than the columns say. */
export interface RowPrinting {
  /** What the table shows where there is no value. */
  readonly blank?: string;
  /** What people get instead of the table. */
  readonly text?: () => string;
  /** What JSON and YAML have instead of the rows. */
  readonly data?: unknown;
}

type Cell = string | number | boolean | null | undefined | readonly string[];

const asText = (cell: Cell): string => (Array.isArray(cell) ? cell.join(' ') : String(cell ?? ''));

const printText = (text: string): void => {
  if (text !== '') print(text);
};

/** RFC 4180 section 2: quotes only where they are needed, doubled inside. */
function csvCell(cell: Cell): string {
  const text = asText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of CSV, without its end. */
export const csvLine = (cells: readonly Cell[]): string => cells.map(csvCell).join(',');

/**
 * Prints rows that all have the same columns: as a table with a header, or as JSON, YAML or CSV. An empty list prints an
 * empty one in the formats for programs, and nothing for people.
 * @param columns what each column is called in CSV and, in upper case, in the header of the table
 */
export async function printRows<Row extends object>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => Cell>>,
  { json, yaml, csv }: RowOptions,
  { blank = '', text, data = rows }: RowPrinting = {},
): Promise<void> {
  if (json === true) return printJson(data);
  if (yaml === true) return printYaml(data);
  if (csv !== true && text !== undefined) return printText(text());
  const names = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((column) => column(row)));
  if (csv === true) return print([names, ...cells].map(csvLine).join('\r\n'));
  const shown = cells.map((row) => row.map((cell) => asText(cell ?? blank)));
  if (rows.length > 0) print(table(shown, { header: names.map((name) => name.toUpperCase()) }));
}
