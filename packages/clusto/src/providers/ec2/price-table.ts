import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../../base/errors.ts';
import shipped from './prices.json' with { type: 'json' };

/** What instances cost on demand with Linux, in US dollars per hour. */
export interface PriceTable {
  /** The day of the prices: `2026-11-01`. */
  readonly date: string;
  readonly source: string;
  /** By region, then by instance type. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** @throws EC2_PRICES_INVALID */
function checkTable(file: string, text: string): PriceTable {
  const isPrices = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (types) => typeof types === 'object' && Object.values(types as object).every((price) => Number.isFinite(price)),
    );
  try {
    const table = JSON.parse(text) as PriceTable;
    if (/^\d{4}-\d\d-\d\d$/.test(table.date) && isPrices(table.prices)) return table;
  } catch {
    // says the same as what follows
  }
  throw failure('EC2_PRICES_INVALID', { file });
}

/**
 * The prices: those that were fetched last, if they are newer than those that clusto brings along.
 * @param file where fetched ones are kept
 * @throws EC2_PRICES_INVALID
 */
export async function readPriceTable(file?: string): Promise<PriceTable> {
  if (file === undefined) return shipped;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // nobody has fetched any yet
    return shipped;
  }
  const fetched = checkTable(file, text);
  return fetched.date >= shipped.date ? fetched : shipped;
}

/** Keeps a table: all of it, or the one before stays. */
export async function writePriceTable(file: string, table: PriceTable): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(table, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Dollars per hour; undefined when the table does not say. */
export function priceOf({ prices }: PriceTable, region: string, type: string): number | undefined {
  return prices[region]?.[type];
}
