import { failure } from '../../base/errors.ts';
import type { Driver, DriverClass } from '../../inventory/driver.ts';
import type { Properties, PropertyValues } from '../../inventory/property.ts';
import type { NamePattern } from './name-pattern.ts';
import type { ResourceWriter } from './resource-manager.ts';
import { SimpleNameManager } from './simple-name-manager.ts';

const counter = 'next';
const mostAtOnce = 1000;

/**
 * Creates things under names that it makes (behaviour spec section 12.3). It goes on from the last name it made, so a name
 * that became free is the last to be used again: logs, history and people still speak of the thing that had it. Names
 * that others have taken are skipped. Nothing is recorded of what it made: an entity gives its name back by being deleted
 * or renamed.
 */
export class SimpleEntityNameManager extends SimpleNameManager {
  static override readonly driverName: string = 'simpleentitynamemanager';
  declare readonly propertyTypes: PropertyValues<typeof SimpleEntityNameManager.properties>;

  /**
   * Creates a thing.
   * @param name instead of the next one
   * @throws NAME_MANAGER_EXHAUSTED, NAME_TAKEN, NAME_INVALID, ARGUMENT_INVALID, MANAGER_INVALID
   */
  override allocate<Thing extends Driver, Declared extends Properties>(
    driver: DriverClass<Thing, Declared>,
    name?: string,
  ): Promise<Thing>;
  /** An entity has its name already. @throws ARGUMENT_INVALID */
  override allocate(thing: Driver): Promise<never>;
  override allocate(driver: DriverClass | Driver, name?: string): Promise<Driver> {
    return this.inventory.write(async (writer) => {
      if (typeof driver !== 'function')
        throw failure('ARGUMENT_INVALID', { argument: 'driver', expected: 'a driver class', value: driver });
      await writer.requireLive(this);
      return this.inventory.create(driver, name === undefined || name === '' ? await this.#next(writer) : name);
    });
  }

  /** @throws NOT_SUPPORTED always */
  override async deallocate(): Promise<never> {
    throw failure('NOT_SUPPORTED', { thing: this, action: 'take a name back: delete the entity instead' });
  }

  /** The name that the next entity would get, if none is created before. @throws NAME_MANAGER_EXHAUSTED */
  override next(): Promise<string> {
    return this.inventory.write(async (writer) => {
      const pattern = await this.pattern();
      return pattern.format(await this.#free(writer, pattern));
    });
  }

  async #next(writer: ResourceWriter): Promise<string> {
    const pattern = await this.pattern();
    const number = await this.#free(writer, pattern);
    await writer.setCounter(this.id, counter, number + 1);
    return pattern.format(number);
  }

  async #free(writer: ResourceWriter, pattern: NamePattern): Promise<number> {
    const { first, last, digits } = pattern;
    const cursor = Math.max((await writer.counter(this.id, counter)) ?? first, first);
    const number =
      (await firstFree(writer, pattern, cursor, last)) ??
      (await firstFree(writer, pattern, first, Math.min(cursor - 1, last)));
    if (number === undefined) throw failure('NAME_MANAGER_EXHAUSTED', { manager: this, digits });
    return number;
  }
}

/** The lowest number of a range whose name no entity has. The names in use are read in order, in growing batches. */
async function firstFree(
  writer: ResourceWriter,
  pattern: NamePattern,
  from: number,
  to: number,
): Promise<number | undefined> {
  for (const [low, high] of pattern.segments(from, to)) {
    let number = low;
    let start = pattern.format(low);
    for (let size = 2; ; size = Math.min(size * 8, mostAtOnce)) {
      const names = await writer.namesFrom(start, pattern.format(high), size);
      for (const name of names) {
        const taken = pattern.parse(name);
        if (taken === number) number += 1;
        // a longer name can lie between: s100 comes after s10
        else if (taken !== undefined && taken > number && taken <= high) return number;
      }
      if (names.length < size) break;
      start = names.at(-1) as string;
    }
    if (number <= high) return number;
  }
  return undefined;
}
