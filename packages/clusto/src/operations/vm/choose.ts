import { failure } from '../../base/errors.ts';
import type { Driver, DriverClass } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';

/** One of the things that a machine needs, and how a person says which. */
export interface Choice<Thing extends Driver> {
  readonly driver: DriverClass<Thing>;
  /** In a sentence: `name manager`. */
  readonly kind: string;
  /** The option of the command line, which is also the one of the section `[vm]`. */
  readonly option: 'manager' | 'names' | 'subnet';
  /** Which ones come into question when nobody says. Default: all. */
  readonly suits?: ((thing: Thing) => boolean | Promise<boolean>) | undefined;
}

/**
 * The thing that is named, else the configured one, else the only one there is.
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, MACHINE_CHOICE_MISSING, MACHINE_CHOICE_AMBIGUOUS with the choices
 */
export async function choose<Thing extends Driver>(
  inventory: Clusto,
  { driver, kind, option, suits = () => true }: Choice<Thing>,
  given: string | undefined,
): Promise<Thing> {
  const name = given ?? inventory.settings('vm')[option];
  if (typeof name === 'string' && name !== '') return inventory.getByName(name, driver);
  const things = (await inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(driver) })) as Thing[];
  const suited: Thing[] = [];
  for (const thing of things) if (await suits(thing)) suited.push(thing);
  const [only, ...more] = suited;
  if (only === undefined) throw failure('MACHINE_CHOICE_MISSING', { kind });
  if (more.length === 0) return only;
  throw failure('MACHINE_CHOICE_AMBIGUOUS', {
    kind,
    option: `--${option}`,
    choices: suited.map((thing) => thing.name).sort(),
  });
}
