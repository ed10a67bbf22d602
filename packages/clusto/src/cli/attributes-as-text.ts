import { type DriverAttribute } from '../inventory/driver.ts';
import { table } from './table.ts';

function asText({ value }: DriverAttribute): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return String(value);
  return 'driver' in value && typeof value.name === 'string' ? value.name : JSON.stringify(value);
}

/** Attributes as a table; a part that is not there is a dash. */
export function attributesAsText(attributes: readonly DriverAttribute[]): string {
  const rows = attributes.map((one) => [
    one.key,
    one.subkey ?? '-',
    String(one.number ?? '-'),
    one.datatype,
    asText(one),
  ]);
  return table([['KEY', 'SUBKEY', 'NUMBER', 'TYPE', 'VALUE'], ...rows]);
}
