import { Entity } from '../inventory/entity.ts';
import { valueAsText } from './value-as-text.ts';
import { type PortInfoTuple, Ported } from '../drivers/devices/ported.ts';
import { type Driver } from '../inventory/driver.ts';

/** A cable as it is seen from one of its ends. */
export interface Cable {
  readonly port: string;
  readonly number: number;
  readonly to: string;
  readonly toNumber: number | null;
}

/** What is known of an entity at one glance (behaviour spec section 19.1). */
export interface EntityDescription {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  readonly ip: readonly string[];
  /** By port, such as `nic-eth 1`. */
  readonly mac: Readonly<Record<string, string>>;
  readonly description: readonly string[];
  readonly parents: readonly string[];
  readonly contents: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** The attributes of the key `system`, by subkey. */
  readonly system: Readonly<Record<string, unknown>>;
  readonly cables: readonly Cable[];
  /** How many ports of each type are free. */
  readonly freePorts: Readonly<Record<string, number>>;
}

const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name);

function freePorts(ports: readonly PortInfoTuple[]): Record<string, number> {
  const free: Record<string, number> = {};
  for (const [type, , connection] of ports) free[type] = (free[type] ?? 0) + (connection === null ? 1 : 0);
  return free;
}

export async function describeEntity(thing: Driver): Promise<EntityDescription> {
  const attributes = await thing.attrs();
  const ports = thing instanceof Ported ? await thing.portInfoTuples() : [];
  const macs = attributes.filter(({ key, subkey }) => key.startsWith('port-') && subkey?.includes('mac') === true);
  const cables = ports.flatMap(([port, number, connection, toNumber]) =>
    connection === null ? [] : [{ port, number, to: connection.name, toNumber }],
  );
  return {
    ...thing.toJSON(),
    ip: attributes
      .filter(({ key, subkey }) => key === 'ip' && subkey === 'ipstring')
      .map(({ value }) => valueAsText(value)),
    mac: Object.fromEntries(
      macs.map(({ key, number, value }) => [`${key.slice('port-'.length)} ${number}`, valueAsText(value)]),
    ),
    description: attributes.filter(({ key }) => key === 'description').map(({ value }) => valueAsText(value)),
    parents: names(await thing.parents()),
    contents: names(await thing.contents()),
    properties: await thing.getProperties(),
    system: Object.fromEntries(
      attributes
        .filter(({ key, subkey }) => key === 'system' && subkey !== null)
        .map((one) => [one.subkey, one.value instanceof Entity ? one.value.name : one.value]),
    ),
    cables,
    freePorts: freePorts(ports),
  };
}
