import { type EntityDescription } from '../operations/describe-entity.ts';
import { fields } from './fields.ts';

const pairs = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values).map(([name, value]) => `${name} ${String(value)}`);

/** What `clusto info` prints of an entity: the usual questions first, then the rest. */
export function entityAsText(description: EntityDescription): string {
  const { name, type, driver, ip, mac, parents, contents, properties, system, cables, freePorts } = description;
  return fields({
    name,
    type,
    driver,
    ip,
    mac: pairs(mac),
    description: description.description,
    parents,
    contents,
    cables: cables.map(({ port, number, to, toNumber }) => `${port} ${number} -> ${to} ${toNumber}`),
    'Free ports': pairs(freePorts),
    ...Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null)),
    ...system,
  });
}
