import { styleText } from 'node:util';
import { availableColumns, displayWidth, padEnd, truncate } from './display-width.ts';

type Row = readonly string[];

export interface TableOptions {
  /** What stands above the columns. */
  readonly header?: Row;
  /** How many columns of the terminal are taken already, as by an indentation. */
  readonly indent?: number;
}

const gap = 2;
/** A column that is truncated shows at least so much. */
const least = 8;

/** The widths of columns that together fit: the widest give way first. */
function fit(widths: readonly number[], available: number): readonly number[] {
  const sum = (cap: number): number => widths.reduce((total, width) => total + Math.min(width, cap), 0);
  let cap = Math.max(...widths, least);
  while (cap > least && sum(cap) > available) cap -= 1;
  return widths.map((width) => Math.min(width, cap));
}

/**
 * Rows as aligned columns, two spaces between them, no trailing spaces. On a terminal they fit its width, what is too long
 * ends in `…`; a pipe gets everything.
 */
export function table(rows: readonly Row[], { header, indent = 0 }: TableOptions = {}): string {
  const all = header === undefined ? rows : [header, ...rows];
  const natural = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  const available = availableColumns() - indent;
  const total = natural.reduce((sum, width) => sum + width + gap, -gap);
  const widths = total <= available ? natural : fit(natural, available - gap * (natural.length - 1));
  const line = (row: Row): string =>
    row
      .map((cell, column) => padEnd(truncate(cell, widths[column] ?? 0), widths[column] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd();
  const lines = rows.map(line);
  return (header === undefined ? lines : [styleText('bold', line(header)), ...lines]).join('\n');
}
