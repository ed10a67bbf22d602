import type { AttributeFilter } from './attribute-filter.ts';
import { Entity } from './entity.ts';

/** Knows the names of kinds; `Inventory` does. */
interface KindNames {
  typeName(kind: unknown): string;
  driverName(kind: unknown): string;
}

/**
 * Whether a thing is of one of the kinds that a filter names; everything is when it names none.
 * @throws TYPE_UNKNOWN, DRIVER_UNKNOWN, ARGUMENT_INVALID
 */
export function kindTest(
  names: KindNames,
  { clustoTypes, clustoDrivers }: Pick<AttributeFilter, 'clustoTypes' | 'clustoDrivers'>,
): (thing: unknown) => boolean {
  const types = clustoTypes && new Set(clustoTypes.map((kind) => names.typeName(kind)));
  const drivers = clustoDrivers && new Set(clustoDrivers.map((kind) => names.driverName(kind)));
  if (!types && !drivers) return () => true;
  return (thing) => thing instanceof Entity && (types?.has(thing.type) ?? true) && (drivers?.has(thing.driver) ?? true);
}
