import { failure } from '../base/errors.ts';
import { coerceProperty, type Property } from '../inventory/property.ts';
import { BasicRack } from '../drivers/locations/basic-rack.ts';
import { type Driver, type DriverClass } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { findDriver } from './find-driver.ts';
import { findEntity } from './find-entity.ts';

export interface CreateEntityParams {
  /** Driver name or class name. */
  readonly driver: string;
  readonly name: string;
  /** Properties as text or as what they are. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** What it is put into. */
  readonly container?: string | undefined;
  /** In a rack: the lowest rack unit; a device takes as many as it is high. */
  readonly unit?: number | undefined;
}

function readProperty(
  driver: DriverClass,
  name: string,
  property: Property<unknown> | undefined,
  value: unknown,
): unknown {
  if (property === undefined) throw failure('PROPERTY_UNKNOWN', { driver: driver.driverName, property: name });
  if (property.kind !== 'json' || typeof value !== 'string') return coerceProperty(name, property, value);
  try {
    return JSON.parse(value);
  } catch (error) {
    throw failure('ARGUMENT_INVALID', { argument: name, expected: 'JSON', value }, error);
  }
}

async function place(thing: Driver, container: Driver, unit: number | undefined): Promise<void> {
  if (unit === undefined) return container.insert(thing);
  if (!(container instanceof BasicRack))
    throw failure('NOT_SUPPORTED', { thing: container, action: 'hold things in rack units' });
  const height = (thing.constructor as unknown as { readonly rackUnits?: number }).rackUnits ?? 1;
  return container.insert(
    thing,
    Array.from({ length: height }, (_, index) => unit + index),
  );
}

/** Creates an entity and puts it where it belongs, as one version. @throws what `Clusto.create` and `insert` throw */
export function createEntity(inventory: Clusto, params: CreateEntityParams): Promise<Driver> {
  const { name, properties = {}, container, unit } = params;
  return inventory.transaction(async () => {
    const driver = findDriver(inventory, params.driver);
    const declared = inventory.declaredProperties(driver);
    const values = Object.entries(properties).map(([key, value]) => [
      key,
      readProperty(driver, key, declared[key], value),
    ]);
    const thing = await inventory.create(driver, name, Object.fromEntries(values));
    if (container !== undefined) await place(thing, await findEntity(inventory, container), unit);
    else if (unit !== undefined) throw failure('USAGE', { reason: 'A rack unit needs a rack.' });
    return thing;
  });
}
