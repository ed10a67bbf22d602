import { type DriverAttribute } from '../inventory/driver.ts';
import { valueAsText } from '../operations/value-as-text.ts';
import { table } from './table.ts';

/** Attributes as a table; a part that is not there is a dash. */
export function attributesAsText(attributes: readonly DriverAttribute[]): string {
  const rows = attributes.map((one) => [
    one.key,
    one.subkey ?? '-',
    String(one.number ?? '-'),
    one.datatype,
    valueAsText(one.value),
  ]);
  return table([['KEY', 'SUBKEY', 'NUMBER', 'TYPE', 'VALUE'], ...rows]);
}
