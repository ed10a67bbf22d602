import type { Clock } from '../base/clock.ts';
import { failure } from '../base/errors.ts';
import { checkName } from '../base/names.ts';
import type { AccessRecords } from '../store/access-records.ts';
import type { WebhookRecords } from '../store/webhook-records.ts';
import type { CommitSignal } from '../store/commit-signal.ts';
import type { HistoryLoader } from '../store/history-loader.ts';
import type { AdjacencyRow, EntityCondition, Reader } from '../store/reader.ts';
import { type AttributeRow, type EntityRow, relatedEntity, type VersionRow } from '../store/rows.ts';
import type { Guard } from '../store/guard.ts';
import type { Sight } from '../store/sight.ts';
import type { Expired } from '../store/expired.ts';
import type { Expiry, Moment, Store } from '../store/store.ts';
import type { Writer } from '../store/writer.ts';
import type { AttributeFilter } from './attribute-filter.ts';
import {
  Driver,
  type DriverClass,
  type EntityFilter,
  type Inventory,
  type Kind,
  type TransactionOptions,
} from './driver.ts';
import { get, getByAttr, getByIp, getByMac, getBySerial } from './lookups.ts';
import type { Limits } from './limits.ts';
import { ClustoMeta, metaName } from './meta.ts';
import { disown } from './entity.ts';
import { parseMoment } from './parse-moment.ts';
import type { Properties, PropertyInput } from './property.ts';
import { propertyAttributes } from './property-attributes.ts';
import { requireTexts } from './require-texts.ts';
import type { SessionParts } from './session-parts.ts';
import { searchable } from './searchable.ts';
import type { Version } from './version.ts';
import { versionNote } from './version-note.ts';
import { withoutUnseen } from './without-unseen.ts';
import type { Registry } from './registry.ts';

/** The inventory, now or at an older version: everything is looked up, created and changed through it. */
export class Session implements Inventory {
  readonly reader: Reader;
  readonly #parts: SessionParts;
  readonly #moment: Moment | undefined;

  constructor(parts: SessionParts, moment?: Moment) {
    this.#parts = parts;
    this.#moment = moment;
    const { store, limits: { sight } = {} } = parts;
    this.reader = moment === undefined ? store.reader(sight) : store.readerAt(moment, sight);
  }

  get registry(): Registry {
    return this.#parts.registry;
  }

  get clock(): Clock {
    return this.#parts.store.clock;
  }

  /** The address of the database without secrets. */
  get dsn(): string {
    return this.#parts.store.label;
  }

  /** Tells of commits, of all processes. */
  get commits(): CommitSignal {
    return this.#parts.store.commits;
  }

  /** Reads what is committed, whatever transaction the caller is in. @param version what is read at; now when it is left out */
  committed(version?: number): Reader {
    return this.#parts.store.committed(version, this.sight);
  }

  /** The same for whoever: what of it is told, is for the caller to see to. */
  wholeCommitted(version?: number): Reader {
    return this.#parts.store.committed(version);
  }

  /** Who writes the versions of this inventory. */
  get actor(): string {
    return this.#parts.actor;
  }

  /** Whether this is the inventory as it was, which cannot be changed. */
  get isPast(): boolean {
    return this.#moment !== undefined;
  }

  settings(section: string): Readonly<Record<string, unknown>> {
    const value = this.#parts.settings[section];
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  }

  // ---- limits

  /** What can be seen, where that is not everything. */
  get sight(): Sight | undefined {
    return this.#parts.limits?.sight;
  }

  /** Who is asked before anything is written. */
  protected get guard(): Guard | undefined {
    return this.#parts.limits?.guard;
  }

  /** The same inventory for somebody who may not see or do everything. Closing it closes nothing. */
  protected limitedTo({ actor, sight, guard }: Limits): this {
    const Self = this.constructor as new (parts: SessionParts, moment?: Moment) => this;
    const seen = sight === undefined ? undefined : this.#parts.store.sight(sight);
    return new Self({ ...this.#parts, actor, limits: { sight: seen, guard } }, this.#moment);
  }

  everything<T>(work: () => Promise<T>): Promise<T> {
    return this.sight === undefined ? work() : this.#parts.store.everything(work);
  }

  /** Work that may look at more than can be seen, and so may its errors. */
  async #discreetly<T>(work: () => Promise<T>): Promise<T> {
    if (this.sight === undefined) return work();
    try {
      return await work();
    } catch (error) {
      throw await withoutUnseen(error, {
        all: (names) => this.everything(() => this.reader.entities({ names })),
        seen: (names) => this.reader.entities({ names }),
      });
    }
  }

  /** Asks now whether what the caller's transaction has done so far may stand: for one that is going to be rolled back. */
  askGuards(): Promise<void> {
    return this.#parts.store.askGuards();
  }

  /** @throws FORBIDDEN for who is limited: what is done to the database as a whole knows no limits */
  protected refuseLimited(action: string): void {
    const { limits, actor } = this.#parts;
    if (limits?.guard !== undefined || limits?.sight !== undefined) throw failure('FORBIDDEN', { actor, action });
  }

  /** Who may do what, for reading. */
  get access(): AccessRecords {
    return this.#parts.store.access;
  }

  /** Changes who may do what: a part of the transaction that there is, and no version. Whether that is allowed is for the caller to know. */
  changeAccess<T>(work: (records: AccessRecords) => Promise<T>): Promise<T> {
    this.#refusePast();
    return this.#parts.store.changeAccess(work);
  }

  /** Who is told of versions by a request, for reading. */
  get webhooks(): WebhookRecords {
    return this.#parts.store.webhooks;
  }

  /** Changes who is told, or how far they are; the same holds for it. */
  changeWebhooks<T>(work: (records: WebhookRecords) => Promise<T>): Promise<T> {
    return this.#parts.store.changeWebhooks(work);
  }

  // ---- views and versions

  /**
   * The inventory as it was at a version, or at a time: the same read operations, no writes.
   * @param moment a version number, a Date, or a time in ISO 8601 with its zone
   * @throws TIME_INVALID; VERSION_UNKNOWN from the first read
   */
  at(moment: number | Date | string): this {
    const Self = this.constructor as new (parts: SessionParts, moment?: Moment) => this;
    return new Self(this.#parts, parseMoment(moment));
  }

  /** The inventory at a version, for whom it is, out of a copy of its database that has the version: reads only. */
  outOf(store: Store, version: number): this {
    const Self = this.constructor as new (parts: SessionParts, moment?: Moment) => this;
    return new Self({ ...this.#parts, store }, { version });
  }

  /** The inventory as it is at the first read, which is what all other reads show: reads only. */
  snapshot(): this {
    const Self = this.constructor as new (parts: SessionParts, moment?: Moment) => this;
    return new Self(this.#parts, 'latest');
  }

  /** The number of the version that this view shows; of the latest one in the present. */
  async version(): Promise<number> {
    return this.reader.versionNumber();
  }

  /** The versions before `before`, newest first. @throws ARGUMENT_INVALID */
  async versions({ limit = 100, before = Number.MAX_SAFE_INTEGER }: { limit?: number; before?: number } = {}): Promise<
    Version[]
  > {
    for (const [argument, value] of Object.entries({ limit, before }))
      if (!Number.isSafeInteger(value) || value < 0)
        throw failure('ARGUMENT_INVALID', { argument, expected: 'an integer from 0', value });
    return (await this.reader.versions(limit, before)).map((row: VersionRow) => ({ ...row, time: new Date(row.time) }));
  }

  // ---- writing

  #refusePast(): void {
    if (this.#moment === undefined) return;
    if (this.#moment === 'latest') throw failure('VIEW_READ_ONLY', { version: 'the latest' });
    const version = 'time' in this.#moment ? new Date(this.#moment.time).toISOString() : this.#moment.version;
    throw failure('VIEW_READ_ONLY', { version });
  }

  get isInTransaction(): boolean {
    return this.#parts.store.isInTransaction;
  }

  async write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    this.#refusePast();
    return this.#discreetly(() => this.#parts.store.transaction(versionNote(this.#parts), work, this.#asked));
  }

  get #asked(): { expiry: Expiry; guard: Guard | undefined } {
    return { expiry: this.#expiry, guard: this.#parts.limits?.guard };
  }

  /** What has expired is ended by the next one who writes, whoever that is, in a version before. */
  get #expiry(): Expiry {
    return {
      note: { actor: 'clusto', message: 'ended what had expired', source: 'expiry' },
      end: (expired, writer) => this.expire(expired, writer),
    };
  }

  /** Ends allocations whose time is over. Nothing may stand against it: everyone who writes waits for it. */
  protected expire(expired: readonly Expired[], writer: Writer): Promise<void> {
    return writer.endAttributes(expired.map((row) => ({ ...row, managed: 1 })));
  }

  /**
   * Makes several operations one version: all of them, or none. Inside another transaction it is a savepoint: when it
   * fails, its own part is undone, and the outer one goes on if it catches the error. Await everything that is started in
   * it. PostgreSQL may ask for the work to be run again.
   * @throws TRANSACTION_ABANDONED, DATABASE_BUSY, VIEW_READ_ONLY, and what `work` throws
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T>;
  async transaction<T>(first: TransactionOptions | (() => Promise<T>), second?: () => Promise<T>): Promise<T> {
    this.#refusePast();
    const [options, work] = typeof first === 'function' ? [{}, first] : [first, second];
    if (typeof work !== 'function')
      throw failure('ARGUMENT_INVALID', { argument: 'work', expected: 'a function', value: work });
    return this.#discreetly(() =>
      this.#parts.store.transaction(versionNote(this.#parts, options), async () => work(), this.#asked),
    );
  }

  /**
   * Fills an inventory in which nothing is yet with a history from elsewhere: its versions, and every row with the versions
   * in which it holds. All of it, or nothing.
   * @throws INVENTORY_NOT_EMPTY, VIEW_READ_ONLY, and what `work` throws
   */
  async load<T>(work: (loader: HistoryLoader) => Promise<T>): Promise<T> {
    this.#refusePast();
    this.refuseLimited('fill an inventory');
    return this.#parts.store.load(ClustoMeta.driverName, work);
  }

  /** Looks at the database and its rules. Who may is for the caller to know. @param mend computes first again what can be */
  examine(...[progress, options]: Parameters<Store['examine']>): ReturnType<Store['examine']> {
    if (options.mend) this.#refusePast();
    return this.#parts.store.examine(progress, options);
  }
  /** The text of a backup of the whole database. Who may have it is for the caller to know. */
  backup: Store['backup'] = (program, progress) => this.#parts.store.backup(program, progress);

  // ---- drivers

  wrap(row: EntityRow): Driver {
    return new (this.registry.classFor(row.driver))(this, row);
  }

  related(row: AttributeRow): Driver | null {
    return row.relation === null ? null : this.wrap(relatedEntity(row));
  }

  driverClass(kind: Kind): DriverClass {
    return this.registry.driverClass(kind);
  }

  /** The name of a driver, from a registered name, a class or a thing. @throws DRIVER_UNKNOWN */
  driverName(kind: Kind): string {
    return this.registry.driverName(kind);
  }

  /** The name of a type, from a registered name, a class or a thing. @throws TYPE_UNKNOWN */
  typeName(kind: Kind): string {
    return this.registry.typeName(kind);
  }

  driverNamesOf(driver: DriverClass): string[] {
    return this.registry.namesOf(driver);
  }

  declaredProperties(driver: DriverClass): Properties {
    return this.registry.properties(driver);
  }

  /** The id of the entity that carries what belongs to the database as a whole. */
  metaId(): Promise<number> {
    return this.everything(async () => {
      // by its name, which is unique; by its driver where somebody has renamed it
      const named = await this.reader.entityByName(metaName);
      if (named?.driver === ClustoMeta.driverName) return named.id;
      const [meta] = await this.reader.entities({ drivers: [ClustoMeta.driverName] });
      if (meta === undefined) throw failure('ENTITY_NOT_FOUND', { name: metaName });
      return meta.id;
    });
  }

  // ---- creating and changing entities

  /** The class that stands for this one: another that extends it may have taken over its name. */
  #present<Thing extends Driver, Declared extends Properties>(
    driver: DriverClass<Thing, Declared>,
  ): DriverClass<Thing, Declared> {
    const known = this.registry.classFor(driver.driverName);
    return known.prototype instanceof driver ? (known as DriverClass<Thing, Declared>) : driver;
  }

  /**
   * Creates an entity.
   * @param driver a registered class; one that is not registered yet becomes so
   * @throws NAME_INVALID, NAME_TAKEN, PROPERTY_UNKNOWN, ARGUMENT_INVALID, DRIVER_INVALID, DRIVER_DUPLICATE
   */
  create<Thing extends Driver, Declared extends Properties>(
    driver: DriverClass<Thing, Declared>,
    name: string,
    properties: PropertyInput<Declared> = {},
  ): Promise<Thing> {
    return this.write(async (writer) => {
      checkName(name);
      if (typeof driver !== 'function')
        throw failure('ARGUMENT_INVALID', { argument: 'driver', expected: 'a driver class', value: driver });
      const present = this.#present(driver);
      this.registry.register(present);
      const declared = this.declaredProperties(present);
      const given = Object.entries(properties).filter(([, value]) => value !== undefined);
      for (const [property] of given)
        if (!Object.hasOwn(declared, property))
          throw failure('PROPERTY_UNKNOWN', { driver: driver.driverName, property });
      const thing = new present(this, await writer.createEntity(name, present.type, present.driverName));
      writer.ifUndone(() => disown(thing));
      const stored = propertyAttributes(this, declared, Object.fromEntries(given));
      if (stored.length > 0) await writer.addAttributes(thing.id, stored);
      await this.everything(() => thing.created());
      return thing;
    });
  }

  /** The entity of this name, whatever its driver; created where there is none. @throws as `create` */
  async getOrCreate<Thing extends Driver, Declared extends Properties>(
    name: string,
    driver: DriverClass<Thing, Declared>,
    properties: PropertyInput<Declared> = {},
  ): Promise<Driver> {
    const present = await this.reader.entityByName(name);
    if (present) return this.wrap(present);
    return this.write(async () => {
      const row = await this.reader.entityByName(name);
      return row ? this.wrap(row) : this.create(driver, name, properties);
    });
  }

  async #thing(thing: Driver | string): Promise<Driver> {
    if (thing instanceof Driver) return thing;
    return this.getByName(thing);
  }

  /**
   * Gives an entity another name; identity, references and history stay.
   * @returns the thing under its new name
   * @throws ENTITY_NOT_FOUND, NAME_INVALID, NAME_TAKEN
   */
  rename(thing: Driver | string, name: string): Promise<Driver> {
    return this.write(async () => {
      const renamed = await this.#thing(thing);
      await renamed.rename(name);
      return renamed;
    });
  }

  /**
   * Gives an entity another driver, and with it another type; attributes stay as they are.
   * @returns the thing as its new driver
   * @throws ENTITY_NOT_FOUND, DRIVER_UNKNOWN
   */
  changeDriver<Thing extends Driver>(thing: Driver | string, driver: DriverClass<Thing>): Promise<Thing>;
  changeDriver(thing: Driver | string, driver: Kind): Promise<Driver>;
  changeDriver(thing: Driver | string, driver: Kind): Promise<Driver> {
    return this.write(async (writer) => {
      const present = await writer.liveEntity(await this.#thing(thing));
      const next = this.#present(this.driverClass(driver));
      this.registry.register(next);
      const row = { ...present, type: next.type, driver: next.driverName };
      const changed = this.wrap(row);
      if (row.type === present.type && row.driver === present.driver) return changed;
      await writer.changeEntity(row);
      await this.everything(() => changed.driverChanged());
      return changed;
    });
  }

  /**
   * Deletes an entity with its attributes and memberships, what points to it, the other ends of its cables, and what it
   * has allocated. Older versions keep showing it.
   * @throws ENTITY_NOT_FOUND, ENTITY_GONE, and what the driver says against it
   */
  delete(thing: Driver | string): Promise<void> {
    return this.write(async (writer) => {
      const row = await writer.liveEntity(await this.#thing(thing));
      await this.everything(() => this.wrap(row).checkDelete());
      await writer.deleteEntity(row.id);
    });
  }

  // ---- looking up

  /** @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER when it is not of the driver (or one that extends it) */
  async getByName<Thing extends Driver = Driver>(name: string, assertDriver?: DriverClass<Thing>): Promise<Thing> {
    if (typeof name !== 'string')
      throw failure('ARGUMENT_INVALID', { argument: 'name', expected: 'a text', value: name });
    const row = await this.reader.entityByName(name);
    if (row === undefined) throw failure('ENTITY_NOT_FOUND', { name });
    const thing = this.wrap(row);
    if (assertDriver !== undefined && !(thing instanceof assertDriver))
      throw failure('ENTITY_WRONG_DRIVER', { thing, expected: assertDriver });
    return thing as Thing;
  }

  /** One for each name, in their order; null where there is none. */
  async getByNames(names: readonly string[]): Promise<(Driver | null)[]> {
    requireTexts('names', names);
    const rows = await this.reader.entities({ names });
    const things = new Map(rows.map((row) => [row.name, this.wrap(row)]));
    return names.map((name) => things.get(name) ?? null);
  }

  /**
   * The entities that a filter means, in the order of creation; without a filter all.
   * @throws TYPE_UNKNOWN, DRIVER_UNKNOWN, FILTER_INVALID
   */
  async getEntities({ names, clustoTypes, clustoDrivers, attrs }: EntityFilter = {}): Promise<Driver[]> {
    if (names !== undefined) requireTexts('names', names);
    const isUnnamed = names === undefined && clustoTypes === undefined && clustoDrivers === undefined;
    const condition: EntityCondition = {
      ...(names === undefined ? {} : { names }),
      ...(clustoTypes === undefined ? {} : { types: clustoTypes.map((kind) => this.typeName(kind)) }),
      ...(clustoDrivers === undefined ? {} : { drivers: clustoDrivers.map((kind) => this.driverName(kind)) }),
      ...(attrs === undefined ? {} : { attributes: attrs.flatMap(searchable) }),
      ...(isUnnamed ? { exceptDriver: ClustoMeta.driverName } : {}),
    };
    return (await this.reader.entities(condition)).map((row) => this.wrap(row));
  }

  /** Who has an attribute that matches, each once. @throws FILTER_INVALID */
  getByAttr(filter: AttributeFilter): Promise<Driver[]> {
    return getByAttr(this, filter);
  }

  /** Who has an IP address bound. @throws IP_INVALID */
  getByIp(ip: string): Promise<Driver[]> {
    return getByIp(this, ip);
  }

  /** Who has a MAC address, in whatever form. @throws MAC_INVALID */
  getByMac(mac: string): Promise<Driver[]> {
    return getByMac(this, mac);
  }

  getBySerial(serial: string): Promise<Driver[]> {
    return getBySerial(this, serial);
  }

  /** By name, else by IP address, MAC address or serial number; nothing where nothing is found. */
  get(term: string): Promise<Driver[]> {
    return get(this, term);
  }

  /** Every membership: a device of three rack units has three. */
  adjacencyMap(): Promise<AdjacencyRow[]> {
    return this.reader.adjacency();
  }

  /** Closes the database. A view of the past has nothing of its own to close. */
  async close(): Promise<void> {
    if (!this.isPast && this.#parts.limits === undefined) await this.#parts.store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
