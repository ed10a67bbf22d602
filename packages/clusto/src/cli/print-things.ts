import { type Driver } from '../inventory/driver.ts';
import { printRows, type RowOptions } from './print-rows.ts';
import { table } from './table.ts';

/** Prints entities: for people a line for each, without a header, as scripts have always read it. */
export function printThings(things: readonly Driver[], options: RowOptions): Promise<void> {
  return printRows(
    things,
    { name: ({ name }) => name, type: ({ type }) => type, driver: ({ driver }) => driver },
    options,
    { text: () => table(things.map(({ name, type, driver }) => [name, type, driver])) },
  );
}
