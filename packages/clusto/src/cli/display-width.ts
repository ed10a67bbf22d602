import measure from 'fast-string-truncated-width';

const ellipsis = '…';
const escape = '\u001B';
const reset = `${escape}[0m`;

/** How many columns of a terminal a text takes: colours take none, Chinese characters and emoji two. */
export const displayWidth = (text: string): number => measure(text).width;

/** A text that takes at most so many columns; where something had to go, it ends in `…`. */
export function truncate(text: string, columns: number): string {
  const { index, ellipsed } = measure(text, { limit: columns, ellipsis, ellipsisWidth: 1 });
  if (!ellipsed) return text;
  // the end of a colour may be in what is cut off
  return text.slice(0, index) + ellipsis + (text.includes(escape) ? reset : '');
}

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - displayWidth(text)));

/** How many columns there are to write to; no limit where the output goes into a pipe or a file. */
export const availableColumns = (): number =>
  process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : Infinity;
