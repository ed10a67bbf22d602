import { failure } from '../../base/errors.ts';
import type { Driver, Inventory } from '../../inventory/driver.ts';
import type { Registry } from '../../inventory/registry.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { RackFactory, type RackFactoryOptions } from './rack-factory.ts';
import { layoutName, type RackLayout } from './rack-layout.ts';

/** A class that extends `RackFactory`. */
export interface RackFactoryClass {
  new (inventory: Inventory, rack: BasicRack, options?: RackFactoryOptions): RackFactory;
  readonly name: string;
  readonly layouts: readonly string[];
  readonly layout: RackLayout;
  readonly prototype: RackFactory;
}

/** An inventory with the registry of which its factories are a part. */
export interface RegisteringInventory extends Inventory {
  readonly registry: Registry;
}

/** The factories of each inventory by layout; its views of the past share its registry, and so its factories. */
const factories = new WeakMap<Registry, Map<string, RackFactoryClass>>();

function factoriesOf(registry: Registry): Map<string, RackFactoryClass> {
  const known = factories.get(registry) ?? new Map<string, RackFactoryClass>();
  factories.set(registry, known);
  return known;
}

/** Whether a value, such as an export of a plug-in, is a factory that can be registered. */
export function isRackFactory(value: unknown): value is RackFactoryClass {
  return typeof value === 'function' && value.prototype instanceof RackFactory;
}

/**
 * Makes a factory known under each of its layouts, in the inventory that has this registry. A class may take over a
 * layout of one that it extends.
 * @throws FACTORY_DUPLICATE, ARGUMENT_INVALID
 */
export function registerFactory(registry: Registry, factory: RackFactoryClass): void {
  if (!isRackFactory(factory))
    throw failure('ARGUMENT_INVALID', {
      argument: 'factory',
      expected: 'a class that extends RackFactory',
      value: factory,
    });
  const known = factoriesOf(registry);
  for (const layout of factory.layouts) {
    const first = known.get(layout);
    if (first !== undefined && first !== factory && !(factory.prototype instanceof first))
      throw failure('FACTORY_DUPLICATE', { layout, first, second: factory });
  }
  for (const layout of factory.layouts) known.set(layout, factory);
}

/** The layouts for which there is a factory, in alphabetical order. */
export function factoryLayouts(registry: Registry): string[] {
  return [...factoriesOf(registry).keys()].sort();
}

/** What the rack says of its layout: the attribute `racklayout`, or `rackfactory`. */
async function layoutOf(rack: BasicRack): Promise<string | undefined> {
  for (const key of ['racklayout', 'rackfactory']) {
    const name = layoutName(await rack.attrValue({ key }));
    if (name !== undefined) return name;
  }
  return undefined;
}

/**
 * The factory for a rack (behaviour spec section 16), with the datacenter that the rack is in.
 * @param layout instead of what the rack says in its attribute `racklayout`
 * @throws FACTORY_UNKNOWN, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER when it is no rack, ATTRIBUTE_AMBIGUOUS
 */
export async function getFactory(
  inventory: RegisteringInventory,
  rack: Driver | string,
  layout?: string,
): Promise<RackFactory> {
  const thing = typeof rack === 'string' ? await inventory.getByName(rack) : rack;
  if (!(thing instanceof BasicRack)) throw failure('ENTITY_WRONG_DRIVER', { thing, expected: BasicRack });
  const name = layout ?? (await layoutOf(thing));
  const factory = name === undefined ? undefined : factoriesOf(inventory.registry).get(name);
  if (factory === undefined) throw failure('FACTORY_UNKNOWN', { layout: name ?? '(not set)', rack: thing.name });
  const [datacenter] = await thing.parents({ clustoTypes: ['datacenter'] });
  return new factory(inventory, thing, { layout: name, datacenter });
}
