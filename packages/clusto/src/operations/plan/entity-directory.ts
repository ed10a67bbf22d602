import { nearest } from '../../base/did-you-mean.ts';
import { ClustoException, failure } from '../../base/errors.ts';
import { type Driver, type DriverClass } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { findDriver } from '../find-driver.ts';
import { type EntityRow } from './live-entity.ts';

const namesAtOnce = 5000;

/** Who is meant by the names that files use: who has the name, else who had it when the set was last applied. */
export class EntityDirectory {
  readonly #inventory: Clusto;
  readonly #rows = new Map<string, EntityRow>();
  readonly #things = new Map<string, Driver>();
  /** By their present names, for those that have another name in the files. */
  readonly #fileNames = new Map<string, string>();
  readonly #gone = new Set<string>();
  /** The drivers of those that files can create, as the files call them. */
  readonly #coming: ReadonlyMap<string, string>;
  #candidates: Promise<string[]> | undefined;

  private constructor(inventory: Clusto, coming: ReadonlyMap<string, string>) {
    this.#inventory = inventory;
    this.#coming = coming;
  }

  /**
   * @param coming the drivers of those that files can create
   * @param applied the ids of what the set knows, by name
   */
  static async read(
    inventory: Clusto,
    {
      names,
      coming,
      applied,
    }: {
      readonly names: Iterable<string>;
      readonly coming: ReadonlyMap<string, string>;
      readonly applied: ReadonlyMap<string, number>;
    },
  ): Promise<EntityDirectory> {
    const directory = new EntityDirectory(inventory, coming);
    const all = [...new Set([...names, ...applied.keys()])];
    for (let start = 0; start < all.length; start += namesAtOnce)
      for (const row of await inventory.reader.entities({ names: all.slice(start, start + namesAtOnce) }))
        directory.add(row.name, row);
    const missing = [...applied].filter(([name]) => !directory.#rows.has(name));
    const renamed = new Map(
      (await inventory.reader.state.entitiesOf(missing.map(([, id]) => id))).map((row) => [row.id, row]),
    );
    for (const [name, id] of missing) {
      const row = renamed.get(id);
      if (row === undefined) continue;
      directory.add(name, row);
      directory.#fileNames.set(row.name, name);
    }
    return directory;
  }

  add(name: string, row: EntityRow): void {
    this.#rows.set(name, row);
    this.#things.delete(name);
  }

  row(name: string): EntityRow | undefined {
    return this.#rows.get(name);
  }

  /** The name under which files know an entity. */
  fileName(present: string): string {
    return this.#fileNames.get(present) ?? present;
  }

  /** Says that an entity was deleted, and stays so. */
  leaveOut(name: string): void {
    this.#gone.add(name);
  }

  isLeftOut(name: string): boolean {
    return this.#gone.has(name);
  }

  /** @throws ENTITY_NOT_FOUND with what may have been meant */
  async thing(name: string): Promise<Driver> {
    const known = this.#things.get(name);
    if (known !== undefined) return known;
    const row = this.#rows.get(name);
    if (row === undefined) return this.#missing(name);
    const thing = this.#inventory.wrap(row);
    this.#things.set(name, thing);
    return thing;
  }

  /** That an entity is there, or will be. @throws ENTITY_NOT_FOUND with what may have been meant */
  async require(name: string): Promise<void> {
    if (!this.#rows.has(name) && !this.#coming.has(name)) await this.#missing(name);
  }

  /** The same, as what it is or will be. @throws ENTITY_NOT_FOUND, DRIVER_UNKNOWN */
  async future(name: string): Promise<Driver> {
    const driver = this.#rows.has(name) ? undefined : this.#coming.get(name);
    if (driver === undefined) return this.thing(name);
    const { driverName, type } = EntityDirectory.driverClass(this.#inventory, driver);
    return this.#inventory.wrap({ id: 0, name, type, driver: driverName });
  }

  async #missing(name: string): Promise<never> {
    this.#candidates ??= this.#inventory
      .getEntities()
      .then((things) => [...new Set([...things.map((thing) => thing.name), ...this.#coming.keys()])]);
    throw withGuess(failure('ENTITY_NOT_FOUND', { name }), name, await this.#candidates);
  }

  /** A driver by its name. @throws DRIVER_UNKNOWN with what may have been meant */
  driverName(name: string): string {
    return EntityDirectory.driverClass(this.#inventory, name).driverName;
  }

  /** The same as a class. @throws DRIVER_UNKNOWN */
  static driverClass(inventory: Clusto, name: string): DriverClass {
    try {
      return findDriver(inventory, name);
    } catch (error) {
      const names = inventory.registry.drivers.map(({ driverName }) => driverName);
      throw error instanceof ClustoException ? withGuess(error, name, names) : error;
    }
  }
}

/** An error that asks what may have been meant. */
function withGuess(error: ClustoException, word: string, candidates: readonly string[]): ClustoException {
  const near = nearest(word, candidates);
  if (near.length > 0) error.message = `${error.message.replace(/\.$/, '')}: did you mean ${near.join(', ')}?`;
  return error;
}
