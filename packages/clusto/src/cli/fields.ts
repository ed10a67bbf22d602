import { inspect } from 'node:util';

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'object' && value !== null) return inspect(value, { breakLength: Infinity });
  return String(value);
}

/** Labels that the first letter in upper case would not make readable. */
const labels: Readonly<Record<string, string>> = { ip: 'IP', mac: 'MAC', dsn: 'DSN', cpucount: 'CPU count' };

const labelOf = (name: string): string => labels[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** `Label:` in a column of its own, then the value; what is empty is left out, lists are joined by commas. */
export function fields(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([label, value]) => `${`${labelOf(label)}:`.padEnd(20)}${asText(value)}`)
    .join('\n');
}
