import type { Clock } from '../base/clock.ts';
import { failure } from '../base/errors.ts';
import { checkName } from '../base/names.ts';
import type { Scalar } from '../base/values.ts';
import type { Reader } from '../store/reader.ts';
import type { AttributeRow, EntityRow } from '../store/rows.ts';
import type { Writer } from '../store/writer.ts';
import type { Attribute } from './attribute.ts';
import { type AttributeFilter, compileFilter } from './attribute-filter.ts';
import { Attributed, unique } from './attributed.ts';
import { kindTest } from './kind-test.ts';
import { storableSecret } from './read-secret.ts';
import type { Entity } from './entity.ts';
import { coerceProperty, type Properties, type Property, type PropertyInput, type PropertyValues } from './property.ts';

/** A class that can stand for entities. `driverName` is what the database knows it by. */
export interface DriverClass<Thing extends Driver = Driver, Declared extends Properties = Properties> {
  new (inventory: Inventory, row: EntityRow): Thing;
  readonly name: string;
  readonly driverName: string;
  readonly type: string;
  readonly properties: Declared;
  readonly prototype: Thing;
}

/** What selects entities by kind: a registered name, a driver class, or a thing of that kind. */
export type Kind = string | DriverClass | Driver;

/** What a version says of itself; what is left out comes from the connection. */
export interface TransactionOptions {
  /** Why: shown beside the version. A function is asked at the end, when it is known what was done. */
  readonly message?: string | (() => string);
  readonly actor?: string;
  readonly source?: string;
}

/** Which entities are meant: groups restrict together, within a group one match is enough. */
export interface EntityFilter {
  readonly names?: readonly string[] | undefined;
  readonly clustoTypes?: readonly Kind[] | undefined;
  readonly clustoDrivers?: readonly Kind[] | undefined;
  /** An entity needs an attribute that matches one of these; hidden ones count. */
  readonly attrs?: readonly AttributeFilter[] | undefined;
}

/** What drivers may ask of the inventory that they belong to. */
export interface Inventory {
  /** Reads rows as they are in this view. For drivers of the house. */
  readonly reader: Reader;
  readonly clock: Clock;
  /** Whether this is the inventory as it was, which cannot be changed. */
  readonly isPast: boolean;
  /** A section of the configuration, such as `mail`; empty when there is none. */
  settings(section: string): Readonly<Record<string, unknown>>;
  /** Whether the caller is in a transaction, in which nothing slow may be done. */
  readonly isInTransaction: boolean;
  /** Runs one operation that writes: a version of its own, or a part of the transaction around it. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /** Makes several operations one version: all of them, or none. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T>;
  /** Set where not everything can be seen. */
  readonly sight: object | undefined;
  /**
   * Runs work that reads everything there is, also for who does not see all of it: for rules, which hold whoever asks. What it
   * returns is not to be shown; what is thrown out of a transaction names nothing that cannot be seen.
   */
  everything<T>(work: () => Promise<T>): Promise<T>;
  /** Asks now whether what the caller's transaction has done so far may stand: for one that is going to be rolled back. */
  askGuards(): Promise<void>;
  /** The driver object of an entity; a driver that is not loaded reads as the base class. */
  wrap(row: EntityRow): Driver;
  /** The thing that a relation points to; null for an attribute of another datatype. */
  related(row: AttributeRow): Driver | null;
  driverClass(kind: Kind): DriverClass;
  typeName(kind: Kind): string;
  driverName(kind: Kind): string;
  /** The driver names of a class and of all that extend it. */
  driverNamesOf(driver: DriverClass): string[];
  declaredProperties(driver: DriverClass): Properties;
  /** The id of the entity whose counters belong to the database as a whole. */
  metaId(): Promise<number>;
  create<Thing extends Driver, Declared extends Properties>(
    driver: DriverClass<Thing, Declared>,
    name: string,
    properties?: PropertyInput<Declared>,
  ): Promise<Thing>;
  getByName<Thing extends Driver = Driver>(name: string, assertDriver?: DriverClass<Thing>): Promise<Thing>;
  getEntities(filter?: EntityFilter): Promise<Driver[]>;
  getByAttr(filter: AttributeFilter): Promise<Driver[]>;
  getOrCreate<Thing extends Driver, Declared extends Properties>(
    name: string,
    driver: DriverClass<Thing, Declared>,
    properties?: PropertyInput<Declared>,
  ): Promise<Driver>;
  delete(thing: Driver | string): Promise<void>;
}

export type AttributeValue = Scalar | Driver;
export type DriverAttribute = Attribute<Driver>;

export interface ContentsFilter extends AttributeFilter {
  /** Also what is in the contents, and so on down. */
  readonly searchChildren?: boolean | undefined;
}

export interface ParentsFilter extends AttributeFilter {
  /** Also the containers of the containers, and so on up. */
  readonly searchParents?: boolean | undefined;
}

export interface SiblingsOptions {
  /** Which of the containers count; all when left out. */
  readonly parentFilter?: ((parent: Driver) => boolean) | undefined;
  /** Selects the containers. Default: those of type `pool`. */
  readonly parentKwargs?: ParentsFilter | undefined;
  /** Pools, or their names, that count too. */
  readonly additionalPools?: readonly (Driver | string)[] | undefined;
  readonly clustoTypes?: readonly Kind[] | undefined;
  readonly clustoDrivers?: readonly Kind[] | undefined;
}

/**
 * The base of all drivers, and a creatable plain thing: attributes, containment and declared properties
 * (behaviour spec sections 3, 5 and 6).
 */
export class Driver extends Attributed<Driver> {
  static readonly driverName: string = 'entity';
  static readonly type: string = 'generic';
  static readonly properties: Properties = {};
  /** The types of the declared properties; exists for the compiler only. */
  declare readonly propertyTypes: PropertyValues<Properties>;

  override readonly inventory: Inventory;

  constructor(inventory: Inventory, row: EntityRow) {
    super(row);
    this.inventory = inventory;
  }

  // ---- properties

  #declared(name: string): Property<unknown> {
    const declared = this.inventory.declaredProperties(this.constructor as DriverClass);
    if (!Object.hasOwn(declared, name)) throw failure('PROPERTY_UNKNOWN', { driver: this.driver, property: name });
    return declared[name] as Property<unknown>;
  }

  /** A declared property: what is stored, else its default. @throws PROPERTY_UNKNOWN */
  async getProperty<Name extends keyof this['propertyTypes'] & string>(
    name: Name,
  ): Promise<this['propertyTypes'][Name]> {
    const property = this.#declared(name);
    const [stored] = await this.inventory.reader.attributes({ entity: this.id, key: name, subkey: 'property' });
    const value =
      stored === undefined ? property.default : coerceProperty(name, property, this.attributeOf(stored).value);
    return value as this['propertyTypes'][Name];
  }

  /** All declared properties, read at once, whatever other attributes there are. */
  async getProperties(): Promise<this['propertyTypes']> {
    const declared = this.inventory.declaredProperties(this.constructor as DriverClass);
    const rows = await this.inventory.reader.attributes({
      entity: this.id,
      keys: Object.keys(declared),
      subkey: 'property',
    });
    const stored = new Map(rows.toReversed().map((row) => [row.key, this.attributeOf(row).value]));
    const values = Object.entries(declared).map(([name, property]) => [
      name,
      stored.has(name) ? coerceProperty(name, property, stored.get(name)) : property.default,
    ]);
    return Object.fromEntries(values) as this['propertyTypes'];
  }

  /** @throws PROPERTY_UNKNOWN, ARGUMENT_INVALID */
  async setProperty<Name extends keyof this['propertyTypes'] & string>(
    name: Name,
    value: this['propertyTypes'][Name],
  ): Promise<void> {
    const coerced = coerceProperty(name, this.#declared(name), value) as AttributeValue;
    await this.setAttr({ key: name, subkey: 'property', value: coerced });
  }

  /** What is written to a secret property is sealed, by whatever way it comes. @throws SECRET_KEY_INVALID */
  protected override incoming(key: string, subkey: string | null, value: unknown): unknown {
    const { [key]: property } =
      subkey === 'property' ? this.inventory.declaredProperties(this.constructor as DriverClass) : {};
    if (property?.kind !== 'secret' || value === null) return super.incoming(key, subkey, value);
    return storableSecret(this.inventory, coerceProperty(key, property, value) as string);
  }

  // ---- containment

  /** The attributes of the key `_contains`: one for each place of a member. */
  contentAttrs(filter: AttributeFilter = {}): Promise<DriverAttribute[]> {
    return this.attrs({ ...filter, key: '_contains' });
  }

  /**
   * What is in here, each thing once, in the order of insertion; with `searchChildren` everything below, nearest first.
   * @throws TYPE_UNKNOWN, DRIVER_UNKNOWN, FILTER_INVALID
   */
  async contents({ searchChildren, ...filter }: ContentsFilter = {}): Promise<Driver[]> {
    if (searchChildren !== true) {
      const places = await this.contentAttrs({ ...filter, sortByKeys: false });
      return unique(places.map(({ value }) => value as Driver));
    }
    const isKind = kindTest(this.inventory, filter);
    const { clustoTypes: _types, clustoDrivers: _drivers, sortByKeys: _sort, ...places } = filter;
    const below = (await this.inventory.reader.descendants(this.id)).map((row) => this.inventory.wrap(row));
    const things = below.filter(isKind);
    if (Object.keys(places).length === 0) return things;
    const { condition, matches } = compileFilter({ ...places, key: '_contains' });
    if (condition === undefined) return [];
    const rows = await this.inventory.reader.attributes({
      ...condition,
      entities: [this.id, ...below.map(({ id }) => id)],
    });
    const kept = new Set(rows.filter((row) => matches(this.attributeOf(row))).map(({ relation }) => relation));
    return things.filter(({ id }) => kept.has(id));
  }

  /** The containers of this thing, longest there first; with `searchParents` all above, nearest first. Each once. */
  async parents({ searchParents, ...filter }: ParentsFilter = {}): Promise<Driver[]> {
    const isKind = kindTest(this.inventory, filter);
    if (searchParents === true) {
      const rows = await this.inventory.reader.ancestors(this.id);
      return rows.map((row) => this.inventory.wrap(row)).filter(isKind);
    }
    const places = await this.references({ ...filter, key: '_contains', sortByKeys: false });
    return unique(places.map(({ entity }) => entity));
  }

  /** Whether a thing is directly in here. */
  async has(thing: Entity): Promise<boolean> {
    return this.hasAttr({ key: '_contains', value: thing });
  }

  /** Things that are in all of the same pools as this one. None without pools. */
  async siblings(options: SiblingsOptions = {}): Promise<Driver[]> {
    const { parentFilter, parentKwargs, additionalPools = [], clustoTypes, clustoDrivers } = options;
    const parents = await this.parents(parentKwargs ?? { clustoTypes: ['pool'] });
    const named = await Promise.all(
      additionalPools.map((pool) =>
        typeof pool === 'string' ? this.inventory.getByName(pool) : Promise.resolve(pool),
      ),
    );
    const pools = [...(parentFilter ? parents.filter(parentFilter) : parents), ...named];
    const contents = await Promise.all(pools.map((pool) => pool.contents({ clustoTypes, clustoDrivers })));
    const [first = [], ...others] = contents;
    const inOthers = others.map((things) => new Set(things.map(({ id }) => id)));
    return first.filter(({ id }) => id !== this.id && inOthers.every((ids) => ids.has(id)));
  }

  /**
   * Puts a thing in here.
   * @throws PARENT_EXISTS, CONTAINER_CYCLE, ENTITY_GONE, and what the rules of the container say
   */
  insert(thing: Driver): Promise<void> {
    return this.inventory.write(async (writer) => {
      const member = this.here(thing);
      await this.inventory.everything(async () => {
        await this.checkInsert(member);
        await this.putIn(writer, member);
      });
    });
  }

  /** A member that was read in another view, as one of this view: the rules of a container ask where it is now. */
  protected here(thing: Driver): Driver {
    const { inventory, id, name, type, driver } = requireThing(thing);
    return inventory === this.inventory ? thing : this.inventory.wrap({ id, name, type, driver });
  }

  /** The rule of this kind of container, whatever it goes by. */
  protected async checkInsert(thing: Driver): Promise<void> {
    this.checkPlaces(thing, await this.inventory.reader.parents(requireThing(thing).id));
  }

  /**
   * The rule of this kind of container, as far as it goes by what a thing is in: a plain one takes what is in nothing else.
   * @param places its containers, longest there first; one for each place
   */
  protected checkPlaces(thing: Driver, places: readonly EntityRow[]): void {
    const [parent] = places;
    if (parent) throw failure('PARENT_EXISTS', { thing, parent: this.inventory.wrap(parent) });
  }

  /** `checkPlaces`, where that is all that inserting asks and does: for who inserts many at once. */
  get wholeRule(): ((thing: Driver, places: readonly EntityRow[]) => void) | undefined {
    const own = Driver.prototype;
    const isPlain = this.insert === own.insert && this.checkInsert === own.checkInsert && this.putIn === own.putIn;
    return isPlain ? (thing, places) => this.checkPlaces(thing, places) : undefined;
  }

  /**
   * Writes the membership, after the checks that hold for every container.
   * @param units for racks: the rack units; otherwise the next number
   */
  protected async putIn(writer: Writer, thing: Driver, units?: readonly number[]): Promise<void> {
    requireThing(thing);
    await writer.requireLive(this);
    await writer.requireLive(thing);
    if (await writer.isOrContains(thing.id, this.id)) throw failure('CONTAINER_CYCLE', { thing, container: this });
    for (const unit of units ?? []) {
      if (await writer.addMembership(this.id, thing.id, unit, 'ru')) continue;
      throw failure('RACK_UNIT_TAKEN', {
        unit,
        rack: this,
        thing: (await this.contents({ number: unit, subkey: 'ru' }))[0],
      });
    }
    if (units) return;
    const number = await writer.count(this.id, '_contains');
    if (!(await writer.addMembership(this.id, thing.id, number, null)))
      throw failure('PARENT_EXISTS', { thing, parent: this });
  }

  /** Takes a thing out of here, from every place it has. One that is not here is fine. */
  remove(thing: Driver): Promise<void> {
    return this.inventory.write(async (writer) => {
      const { id } = requireThing(thing);
      await writer.requireLive(this);
      if (
        (await this.inventory.reader.attributes({ entity: this.id, key: '_contains', hidden: true, relation: id }))
          .length === 0
      )
        return;
      await this.inventory.everything(() => this.checkRemove(thing));
      await writer.endMembership(this.id, id);
    });
  }

  /** What stands against taking a member out; nothing for most containers. */
  protected async checkRemove(_thing: Driver): Promise<void> {}

  /**
   * The rules for putting a thing back where it was, for undoing that it was taken out.
   * @param units for racks: the rack units
   * @throws as `insert`
   */
  async checkReturn(thing: Driver, _units: readonly number[]): Promise<void> {
    await this.checkInsert(this.here(thing));
  }

  /** The rules for taking a member out, for undoing that it was put in. @throws as `remove` */
  checkLeave(thing: Driver): Promise<void> {
    return this.checkRemove(this.here(thing));
  }

  // ---- identity

  /** Gives it another name; identity, references and history stay. @throws NAME_INVALID, NAME_TAKEN */
  rename(name: string): Promise<void> {
    return this.inventory.write(async (writer) => {
      const present = await writer.liveEntity(this);
      checkName(name);
      if (name !== present.name) await writer.changeEntity({ ...present, name });
      const { id, name: before, type, driver } = this;
      this.become({ id, name, type, driver });
      writer.ifUndone(() => this.become({ id, name: before, type, driver }));
    });
  }

  /** Deletes it, see `Inventory.delete`. */
  delete(): Promise<void> {
    return this.inventory.delete(this);
  }

  /** Called once, inside the transaction that creates it: for drivers that check their properties or make more. */
  async created(): Promise<void> {}

  /** Called inside the transaction that deletes it: what stands against that is thrown. */
  async checkDelete(): Promise<void> {}

  /** Called inside the transaction that makes an entity be of this driver: for drivers that keep more than attributes. */
  async driverChanged(): Promise<void> {}

  /** Brings what clusto knows up to date with the outside; most drivers have nothing to ask. */
  async updateMetadata(): Promise<void> {}
}

/** @throws ARGUMENT_INVALID for what is no entity */
export function requireThing(thing: unknown, argument = 'the member'): Driver {
  if (thing instanceof Driver) return thing;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'an entity', value: thing });
}
