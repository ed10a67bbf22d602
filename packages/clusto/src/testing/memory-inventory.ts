import { type Clock } from '../base/clock.ts';
import { builtInDrivers } from '../drivers/built-in-drivers.ts';
import { type RackFactoryClass, registerFactory } from '../drivers/factories/get-factory.ts';
import { type DriverClass } from '../inventory/driver.ts';
import { openParts } from '../inventory/open.ts';
import { Clusto } from '../operations/clusto.ts';

export interface MemoryInventoryOptions {
  /** Driver classes beside the built-in ones. */
  readonly drivers?: Iterable<DriverClass>;
  readonly factories?: Iterable<RackFactoryClass>;
  /** Default: `test`. */
  readonly actor?: string;
  /** Sections of the configuration. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What time it is. */
  readonly clock?: Clock;
}

/**
 * An empty inventory of its own, gone when it is closed: `await using clusto = await memoryInventory()`. Neither
 * configuration nor environment count.
 * @throws DRIVER_DUPLICATE, DRIVER_INVALID, FACTORY_DUPLICATE
 */
export async function memoryInventory(options: MemoryInventoryOptions = {}): Promise<Clusto> {
  const { drivers = [], factories = [], actor = 'test', settings = {}, clock } = options;
  const parts = await openParts({
    dsn: 'sqlite::memory:',
    drivers: [...builtInDrivers, ...drivers],
    actor,
    source: 'test',
    settings,
    ...(clock === undefined ? {} : { clock }),
  });
  for (const factory of factories) registerFactory(parts.registry, factory);
  return new Clusto(parts);
}
