import { failure } from '../base/errors.ts';
import { Driver, type DriverClass, type Kind } from './driver.ts';
import type { Properties } from './property.ts';

const own = (driver: DriverClass, name: string): boolean => Object.hasOwn(driver, name);

function parentOf(driver: DriverClass): DriverClass | undefined {
  const parent: unknown = Object.getPrototypeOf(driver);
  return parent === Driver || (typeof parent === 'function' && parent.prototype instanceof Driver)
    ? (parent as DriverClass)
    : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDriverClass(value: unknown): value is DriverClass {
  return value === Driver || (typeof value === 'function' && value.prototype instanceof Driver);
}

/** The driver classes that an inventory knows (behaviour spec section 5). Nothing registers itself. */
export class Registry {
  readonly #byName = new Map<string, DriverClass>();
  readonly #properties = new WeakMap<DriverClass, Properties>();

  /** @throws DRIVER_DUPLICATE, DRIVER_INVALID */
  constructor(drivers: Iterable<DriverClass>) {
    for (const driver of drivers) this.register(driver);
  }

  /** In the order of registration. */
  get drivers(): DriverClass[] {
    return [...this.#byName.values()];
  }

  /**
   * A class may take over the name of a class that it extends: a plug-in adds to a built-in kind that way.
   * @throws DRIVER_DUPLICATE, DRIVER_INVALID
   */
  register(driver: DriverClass): void {
    this.#check(driver);
    const known = this.#byName.get(driver.driverName);
    if (known === driver) return;
    if (known !== undefined && !(driver.prototype instanceof known))
      throw failure('DRIVER_DUPLICATE', { driver: driver.driverName, first: known, second: driver });
    this.#byName.set(driver.driverName, driver);
  }

  #check(driver: unknown): asserts driver is DriverClass {
    const refuse = (reason: string): never => {
      throw failure('DRIVER_INVALID', { driver, reason });
    };
    if (!isDriverClass(driver)) return refuse('it does not extend Driver');
    const parent = parentOf(driver);
    if (!own(driver, 'driverName'))
      throw failure('DRIVER_DUPLICATE', { driver: driver.driverName, first: parent, second: driver });
    if (typeof driver.driverName !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(driver.driverName))
      refuse('its driverName must be letters, digits, underscore and minus');
    if (typeof driver.type !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(driver.type))
      refuse('its type must be letters, digits, underscore and minus');
    if (!isObject(driver.properties)) refuse('its properties must be an object');
  }

  /** The class for a stored driver name; the base class for one that is not loaded. */
  classFor(driverName: string): DriverClass {
    return this.#byName.get(driverName) ?? Driver;
  }

  /** @throws DRIVER_UNKNOWN, ARGUMENT_INVALID */
  driverClass(kind: Kind): DriverClass {
    if (typeof kind === 'string') {
      const driver = this.#byName.get(kind);
      if (driver === undefined) throw failure('DRIVER_UNKNOWN', { driver: kind });
      return driver;
    }
    if (kind instanceof Driver) return kind.constructor as DriverClass;
    if (isDriverClass(kind)) return kind;
    throw failure('ARGUMENT_INVALID', {
      argument: 'driver',
      expected: 'a driver name, a driver class or an entity',
      value: kind,
    });
  }

  /** @throws DRIVER_UNKNOWN, ARGUMENT_INVALID */
  driverName(kind: Kind): string {
    return kind instanceof Driver ? kind.driver : this.driverClass(kind).driverName;
  }

  /** @throws TYPE_UNKNOWN, ARGUMENT_INVALID */
  typeName(kind: Kind): string {
    if (kind instanceof Driver) return kind.type;
    if (typeof kind !== 'string') return this.driverClass(kind).type;
    for (const { type } of this.#byName.values()) if (type === kind) return kind;
    throw failure('TYPE_UNKNOWN', { type: kind });
  }

  get types(): string[] {
    return [...new Set(this.drivers.map(({ type }) => type))].sort();
  }

  /** The driver names of a class and of those that extend it. */
  namesOf(driver: DriverClass): string[] {
    return this.drivers
      .filter((one) => one === driver || one.prototype instanceof driver)
      .map(({ driverName }) => driverName);
  }

  /** The declared properties of a class with those it inherits; the nearest declaration counts. */
  properties(driver: DriverClass): Properties {
    const known = this.#properties.get(driver);
    if (known) return known;
    const parent = parentOf(driver);
    const properties = {
      ...(parent ? this.properties(parent) : {}),
      ...(own(driver, 'properties') ? driver.properties : {}),
    };
    this.#properties.set(driver, properties);
    return properties;
  }
}
