import { inspect } from 'node:util';

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'object' && value !== null) return inspect(value, { breakLength: Infinity });
  return String(value);
}

/** `Label:` in a column of its own, then the value; what is empty is left out, lists are joined by commas. */
export function fields(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([label, value]) => `${`${label.charAt(0).toUpperCase()}${label.slice(1)}:`.padEnd(20)}${asText(value)}`)
    .join('\n');
}
