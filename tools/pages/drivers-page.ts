import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { Registry } from '../../packages/clusto/src/inventory/registry.ts';
import { describeDrivers, type DriverDescription } from '../../packages/clusto/src/operations/describe-drivers.ts';

function section(description: DriverDescription): string {
  const { driver, class: className, type, extends: parent, ports, properties } = description;
  const portList = Object.entries(ports).map(([port, count]) => `${port} (${count})`);
  const rows = properties.map(({ name, kind, default: otherwise, description: meaning }) => {
    const shown = otherwise === null ? '' : `\`${JSON.stringify(otherwise)}\``;
    return `| \`${name}\` | ${kind} | ${shown} | ${meaning} |`;
  });
  return [
    `## ${className}\n`,
    `Driver \`${driver}\`, type \`${type}\`${parent === 'Entity' ? '' : `, extends ${parent}`}.\n`,
    ...(portList.length > 0 ? [`Ports: ${portList.join(', ')}.\n`] : []),
    ...(rows.length > 0
      ? [`${['| property | kind | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`]
      : []),
  ].join('\n');
}

/** docs/reference/drivers.md: every built-in driver with its type, ports and properties. */
export function driversPage(): string {
  const head =
    'What `clusto create` and `inventory.create` take. A driver of your own extends one of these classes, imported from\n' +
    '`clusto/drivers`. The database knows an entity by the name of its driver.\n';
  return ['# Drivers\n', head, ...describeDrivers(new Registry([Driver, ...builtInDrivers])).map(section)].join('\n');
}
