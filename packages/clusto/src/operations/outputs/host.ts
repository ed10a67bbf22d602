import { type Ip } from '../../base/ip.ts';

/** A value as other tools take it: an entity by its name, a time in ISO 8601, an integer beyond 2^53 as text. */
export type OutputValue = string | number | boolean | null | readonly OutputValue[] | OutputObject;
export interface OutputObject {
  readonly [name: string]: OutputValue;
}

/** A value as one text: several joined by commas, an object as JSON. */
export function valueText(value: OutputValue): string {
  if (Array.isArray(value)) return value.map(valueText).join(',');
  return typeof value === 'object' ? (value === null ? '' : JSON.stringify(value)) : String(value);
}

export interface HostAttribute {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly value: OutputValue;
}

/** What a host is in, at whatever depth. */
export interface HostContainer {
  readonly name: string;
  readonly type: string;
}

/** An address that was handed out to a host. */
export interface HostAddress {
  readonly ip: Ip;
  /** In the canonical form. */
  readonly text: string;
  readonly cidr?: string;
  readonly netmask?: string;
  readonly broadcast?: string;
  /** The name of the interface that it is bound to: `eth0`. */
  readonly interface?: string;
  /** The IP manager that handed it out. */
  readonly manager?: string;
  /** A name of its own, from `ip.dns`. */
  readonly name?: string;
}

/** A device, or whatever else has an address, as it goes into outputs. */
export class Host {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  /** In the order of allocation. */
  readonly addresses: readonly HostAddress[];
  /** Nearest first. */
  readonly containers: readonly HostContainer[];
  /** Its own attributes, then those of each container, nearest first. */
  readonly levels: readonly (readonly HostAttribute[])[];

  constructor(parts: Pick<Host, 'name' | 'type' | 'driver' | 'addresses' | 'containers' | 'levels'>) {
    this.name = parts.name;
    this.type = parts.type;
    this.driver = parts.driver;
    this.addresses = parts.addresses;
    this.containers = parts.containers;
    this.levels = parts.levels;
  }

  /** The one that it is reached at: the first of IPv4, else of IPv6. */
  get mainAddress(): HostAddress | undefined {
    return this.addresses.find(({ ip }) => ip.family === 4) ?? this.addresses[0];
  }

  /** What it has itself under a key and subkey. */
  own(key: string, subkey: string | null = null): OutputValue[] {
    return valuesIn(this.levels[0] ?? [], key, subkey);
  }

  /** What it has itself, else what the nearest container says that says anything. */
  nearest(key: string, subkey: string | null = null): OutputValue[] {
    for (const level of this.levels) {
      const values = valuesIn(level, key, subkey);
      if (values.length > 0) return values;
    }
    return [];
  }
}

function valuesIn(level: readonly HostAttribute[], key: string, subkey: string | null): OutputValue[] {
  return level.filter((one) => one.key === key && one.subkey === subkey).map(({ value }) => value);
}

/** By name, in the order of code units: the same on every machine. */
export const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : Number(one.name > other.name);
