import { Ported } from '../drivers/devices/ported.ts';
import { type Clusto } from './clusto.ts';
import { type Registry } from '../inventory/registry.ts';

/** What can be created, and with what. */
export interface DriverDescription {
  readonly driver: string;
  readonly class: string;
  readonly type: string;
  readonly extends: string;
  /** How many of each type. */
  readonly ports: Readonly<Record<string, number>>;
  readonly properties: readonly {
    readonly name: string;
    readonly kind: string;
    readonly default: unknown;
    readonly description: string;
  }[];
}

/** Every registered driver, by name, but the one that clusto keeps for itself. */
export function describeDrivers(registry: Registry): DriverDescription[] {
  return registry.drivers
    .filter(({ driverName }) => driverName !== 'clustometa')
    .sort((one, other) => (one.driverName < other.driverName ? -1 : 1))
    .map((driver) => ({
      driver: driver.driverName,
      class: driver.name,
      type: driver.type,
      extends: (Object.getPrototypeOf(driver) as { name: string }).name,
      ports: driver.prototype instanceof Ported ? (driver as unknown as typeof Ported).ports : {},
      properties: Object.entries(registry.properties(driver)).map(([name, { kind, default: value, description }]) => ({
        name,
        kind,
        default: value,
        description,
      })),
    }));
}

/** A driver with how many entities are of it. */
export interface DriverUse extends DriverDescription {
  readonly entities: number;
}

/** The same with how many entities there are of each, in the view that is asked. */
export async function describeDriversInUse(inventory: Clusto): Promise<DriverUse[]> {
  const counts = await inventory.reader.driverCounts();
  return describeDrivers(inventory.registry).map((one) => ({ ...one, entities: counts.get(one.driver) ?? 0 }));
}
