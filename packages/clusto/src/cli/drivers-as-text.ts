import { type DriverDescription } from '../operations/describe-drivers.ts';
import { table } from './table.ts';

/** What `clusto info --drivers` prints: a line for each driver, then one for each of its properties. */
export function driversAsText(drivers: readonly DriverDescription[]): string {
  const lines = table(
    drivers.map(({ driver, type, ports, class: className }) => [
      driver,
      type,
      className,
      Object.entries(ports)
        .map(([port, count]) => `${port}:${count}`)
        .join(' '),
    ]),
  ).split('\n');
  return drivers
    .flatMap(({ properties }, index) => [
      lines[index] ?? '',
      ...properties.map(({ name, default: value, description }) => {
        const otherwise = value === null ? '' : ` (default ${JSON.stringify(value)})`;
        return `    ${name}: ${description}${otherwise}`;
      }),
    ])
    .join('\n');
}
