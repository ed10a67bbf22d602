import { failure } from '../../base/errors.ts';
import { checkNumber } from '../../base/names.ts';
import { Attribute } from '../../inventory/attribute.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { type AttributeValue, Driver, type DriverAttribute, type Inventory } from '../../inventory/driver.ts';
import { resourceKey } from './resource-key.ts';

/** What an operation that writes works with. */
export type ResourceWriter = Parameters<Parameters<Inventory['write']>[0]>[0];
/** What an allocation takes of an entity that bears it. */
export type ResourceLoad = NonNullable<Parameters<ResourceWriter['allocate']>[0]['loads']>[number];
type Allocation = Awaited<ReturnType<Inventory['reader']['allocations']>>[number];

export interface AllocateOptions {
  /** The number of the attribute. Default `true`: the next one, which no allocation had before. */
  readonly number?: number | true | undefined;
  /** Also when it belongs to someone already, who keeps it. */
  readonly force?: boolean | undefined;
  /** What is stored with it besides, by subkey, and goes with it. */
  readonly beside?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** Where a resource stands among its like, so that the next free one is found by one look-up. */
export interface Place {
  readonly sequence: string;
  /** Below 2^128. */
  readonly position: bigint;
}

/**
 * Hands out resources: who gets one has it as an attribute whose key is `attrName`, numbered, with the subkey `manager`
 * pointing here and what else belongs to it under further subkeys (behaviour spec section 12.1). A resource belongs to one
 * thing at a time, whichever manager of the same `attrName` gave it. A resource is reserved by allocating it to the
 * manager itself. Deleting the thing, the manager or any of those attributes frees it.
 */
export class ResourceManager extends Driver {
  static override readonly driverName: string = 'resourcemanager';
  static override readonly type: string = 'resourcemanager';
  /** The key of the attributes; managers with the same one share what is taken. */
  static readonly attrName: string = 'resource';
  /** Whether several things may have the same resource at once, as guests have their host. */
  static readonly isShared: boolean = false;

  get attrName(): string {
    return this.#class.attrName;
  }

  get #class(): typeof ResourceManager {
    return this.constructor as typeof ResourceManager;
  }

  // ---- what a kind of manager decides

  /**
   * The resource in the form that is stored.
   * @throws RESOURCE_TYPE_INVALID where it is none of this manager's
   */
  protected async ensureType(resource: unknown, _thing?: Driver): Promise<AttributeValue> {
    return resource as AttributeValue;
  }

  /** Chooses a free resource, within the transaction that allocates it. @throws RESOURCE_EXHAUSTED */
  protected async allocator(
    _thing: Driver,
    _writer: ResourceWriter,
    _options: AllocateOptions,
  ): Promise<AttributeValue> {
    throw failure('RESOURCE_NO_ALLOCATOR', { manager: this });
  }

  /** What else stands against a resource that was named, within the transaction that allocates it; by force too. */
  protected async checkResource(_thing: Driver, _resource: AttributeValue, _options: AllocateOptions): Promise<void> {}

  /** What is stored with a resource, by subkey. */
  protected async additionalAttrs(
    _thing: Driver,
    _resource: AttributeValue,
    _number: number,
  ): Promise<Readonly<Record<string, AttributeValue>>> {
    return {};
  }

  /** What an allocation takes of those that bear it. @param more what `additionalAttrs` gave */
  protected loads(
    _thing: Driver,
    _resource: AttributeValue,
    _more: Readonly<Record<string, AttributeValue>>,
  ): readonly ResourceLoad[] {
    return [];
  }

  /** Called after each allocation, when it is written. */
  protected async postAllocation(_thing: Driver, _resource: AttributeValue, _number: number): Promise<void> {}

  /** Called before `postAllocation` when the manager chose the resource. */
  protected async postAutomaticAllocation(_thing: Driver, _resource: AttributeValue, _number: number): Promise<void> {}

  /** What makes two resources the same, as bytes. */
  protected resourceKey(resource: AttributeValue): Buffer {
    return resourceKey(resource);
  }

  /** For managers that look for the next free one. */
  protected async place(_resource: AttributeValue): Promise<Place | undefined> {
    return undefined;
  }

  /** The resource as messages show it. */
  protected describe(resource: AttributeValue): unknown {
    return resource;
  }

  /** The bytes under which a resource is claimed. @throws what the kind says of a value that is no resource of its */
  claimedAs(resource: AttributeValue): Buffer {
    return this.resourceKey(resource);
  }

  /**
   * What the database keeps of an allocation besides its attributes: for an import, which writes it by itself.
   * @param more what stands beside the resource, by subkey
   */
  async bookkeeping(
    thing: Driver,
    resource: AttributeValue,
    more: Readonly<Record<string, AttributeValue>> = {},
  ): Promise<{ readonly place: Place | undefined; readonly loads: readonly ResourceLoad[] }> {
    return { place: await this.place(resource), loads: this.loads(thing, resource, more) };
  }

  async #key(resource: unknown): Promise<Buffer> {
    return this.resourceKey(await this.ensureType(resource));
  }

  // ---- undoing

  /**
   * What stands against giving a thing back a resource that it had, within the transaction that does so.
   * @throws as `allocate`
   */
  checkRegrant(thing: Driver, resource: AttributeValue): Promise<void> {
    return this.checkResource(thing, resource, {});
  }

  /** What an allocation takes of those that bear it. @param more what is stored with the resource, by subkey */
  loadsOf(
    thing: Driver,
    resource: AttributeValue,
    more: Readonly<Record<string, AttributeValue>>,
  ): readonly ResourceLoad[] {
    return this.loads(thing, resource, more);
  }

  // ---- handing out

  /**
   * Gives a thing a resource: the one that is named, else one that the manager chooses.
   * @returns the attribute that carries it
   * @throws RESOURCE_TAKEN, RESOURCE_TYPE_INVALID, RESOURCE_EXHAUSTED, RESOURCE_NO_ALLOCATOR, RESOURCE_NUMBER_TAKEN, ENTITY_GONE
   */
  async allocate(given: Driver, resource?: unknown, options: AllocateOptions = {}): Promise<DriverAttribute> {
    const thing = this.here(requireThing(given));
    const isAutomatic = resource === undefined;
    const attribute = await this.inventory.write(async (writer) => {
      await writer.requireLive(this);
      await writer.requireLive(thing);
      const chosen = isAutomatic
        ? await this.allocator(thing, writer, options)
        : await this.ensureType(resource, thing);
      if (!isAutomatic) await this.checkResource(thing, chosen, options);
      return this.#record(writer, thing, chosen, { ...options, isAutomatic });
    });
    const number = attribute.number as number;
    if (isAutomatic) await this.postAutomaticAllocation(thing, attribute.value, number);
    await this.postAllocation(thing, attribute.value, number);
    return attribute;
  }

  async #record(
    writer: ResourceWriter,
    thing: Driver,
    resource: AttributeValue,
    options: AllocateOptions & { readonly isAutomatic: boolean },
  ): Promise<DriverAttribute> {
    const key = this.attrName;
    const forced = options.force === true || this.#class.isShared;
    const claimed = this.resourceKey(resource);
    if (!forced && !options.isAutomatic) await this.#requireFree(writer, resource, claimed);
    const number = await this.#number(writer, thing, options.number);
    const more = { ...(await this.additionalAttrs(thing, resource, number)), ...options.beside };
    const attributes = [
      { key, number, subkey: null, value: storedValue(resource) },
      { key, number, subkey: 'manager', value: storedValue(this) },
      ...Object.entries(more).map(([subkey, value]) => ({ key, number, subkey, value: storedValue(value) })),
    ];
    const place = await this.place(resource);
    const id = await writer.allocate({
      entity: thing.id,
      manager: this.id,
      space: key,
      resource: claimed,
      forced,
      attributes,
      loads: this.loads(thing, resource, more),
      ...(place ? { place } : {}),
    });
    if (id === undefined) await this.#requireFree(writer, resource, claimed);
    const [row] = await writer.attributes({ id: id as number, key, hidden: true });
    return new Attribute<Driver>(row as NonNullable<typeof row>, thing, (related) => this.inventory.wrap(related));
  }

  async #requireFree(writer: ResourceWriter, resource: AttributeValue, key: Buffer): Promise<void> {
    const [owner] = await writer.owners(this.attrName, key);
    if (owner === undefined) return;
    throw failure('RESOURCE_TAKEN', { resource: this.describe(resource), owner: this.inventory.wrap(owner) });
  }

  /** The number of a new allocation; one that the thing has already would make two resources one. */
  async #number(writer: ResourceWriter, thing: Driver, given: number | true = true): Promise<number> {
    const key = this.attrName;
    const isFree = async (number: number): Promise<boolean> =>
      (await writer.attributes({ entity: thing.id, key, number, hidden: true })).length === 0;
    if (given !== true) {
      const number = checkNumber(given);
      if (await isFree(number)) return number;
      throw failure('RESOURCE_NUMBER_TAKEN', { thing, key, number });
    }
    const meta = await this.inventory.metaId();
    for (;;) {
      const number = await writer.count(meta, key);
      if (await isFree(number)) return number;
    }
  }

  /**
   * Takes a resource back from a thing; without one, every resource that the thing has of this manager. A resource that is
   * free, or that another manager gave, is left as it is.
   * @throws RESOURCE_NOT_ASSIGNED when another thing has it, RESOURCE_TYPE_INVALID
   */
  deallocate(thing: Driver, resource?: unknown): Promise<void> {
    return this.inventory.write(async (writer) => {
      const { id: entity } = requireThing(thing);
      await writer.requireLive(this);
      if (resource === undefined) {
        await this.#release(writer, await writer.allocations({ entity, manager: this.id }));
        return;
      }
      const value = await this.ensureType(resource, thing);
      const all = await writer.allocations({ space: this.attrName, resource: this.resourceKey(value) });
      const own = all.filter((one) => one.manager === this.id);
      const held = own.filter((one) => one.entity === entity);
      const isHeld = all.some((one) => one.entity === entity);
      if (own.length > 0 && !isHeld) throw failure('RESOURCE_NOT_ASSIGNED', { resource: this.describe(value), thing });
      await this.#release(writer, held);
    });
  }

  async #release(writer: ResourceWriter, allocations: readonly Allocation[]): Promise<void> {
    await writer.endAttributes(
      allocations.map(({ id, entity, key, number }) => ({ id, entity, key, number, managed: 1 })),
    );
  }

  /**
   * What the next allocation would choose, if nothing is allocated before. Nothing is written.
   * @throws RESOURCE_EXHAUSTED, RESOURCE_NO_ALLOCATOR
   */
  next(): Promise<AttributeValue> {
    return this.inventory.write((writer) => this.allocator(this, writer, {}));
  }

  // ---- who has what

  /** Whether nobody has it. @throws RESOURCE_TYPE_INVALID */
  async available(resource: unknown): Promise<boolean> {
    return (await this.owners(resource)).length === 0;
  }

  /** Who has it, whichever manager gave it; several after a forced allocation. @throws RESOURCE_TYPE_INVALID */
  async owners(resource: unknown): Promise<Driver[]> {
    const rows = await this.inventory.reader.owners(this.attrName, await this.#key(resource));
    return rows.map((row) => this.inventory.wrap(row));
  }

  /** How many resources this manager has given out. */
  count(): Promise<number> {
    return this.inventory.reader.allocationCount(this.id);
  }

  /** The resources that a thing has of managers of this class (and of those that extend it), in the order of allocation. */
  static async resources(thing: Driver): Promise<DriverAttribute[]> {
    const { inventory, id: entity } = requireThing(thing);
    const key = this.attrName;
    const allocations = await inventory.reader.allocations({ entity, space: key });
    const given = new Set(allocations.filter((one) => managerOf(thing, one) instanceof this).map(({ id }) => id));
    return (await thing.attrs({ key, subkey: null, number: true })).filter(({ id }) => given.has(id));
  }

  /** As the static method, for the class of this manager. */
  resources(thing: Driver): Promise<DriverAttribute[]> {
    return this.#class.resources(thing);
  }

  /** The manager that gave a resource, from the attribute that carries it; null where none did. */
  async getResourceManager(attribute: DriverAttribute): Promise<Driver | null> {
    const { entity, key, number } = attribute;
    const manager = await entity.attrValue({ key, number, subkey: 'manager' });
    return manager instanceof Driver ? manager : null;
  }

  // ---- what belongs to a resource

  async #allocation(given: Driver, resource: unknown): Promise<Allocation> {
    const thing = requireThing(given);
    const value = await this.ensureType(resource, thing);
    const condition = { entity: thing.id, space: this.attrName, resource: this.resourceKey(value) };
    const [allocation] = await this.inventory.reader.allocations(condition);
    if (allocation === undefined) throw failure('RESOURCE_NOT_ASSIGNED', { resource: this.describe(value), thing });
    return allocation;
  }

  /** The number of the attribute by which a thing has a resource. @throws RESOURCE_NOT_ASSIGNED */
  async getResourceNumber(thing: Driver, resource: unknown): Promise<number> {
    return (await this.#allocation(thing, resource)).number;
  }

  /** What is stored with a resource under a subkey, or under all. @throws RESOURCE_NOT_ASSIGNED */
  async getResourceAttrs(thing: Driver, resource: unknown, subkey?: string): Promise<DriverAttribute[]> {
    const { key, number } = await this.#allocation(thing, resource);
    return this.here(thing).attrs({ key, number, subkey });
  }

  /** @throws RESOURCE_NOT_ASSIGNED */
  async getResourceAttrValues(thing: Driver, resource: unknown, subkey?: string): Promise<AttributeValue[]> {
    return (await this.getResourceAttrs(thing, resource, subkey)).map(({ value }) => value);
  }

  /** Appends a value under a subkey. @throws RESOURCE_NOT_ASSIGNED, KEY_RESERVED, and as `addAttr` */
  addResourceAttr(thing: Driver, resource: unknown, subkey: string, value: AttributeValue): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const { key, number } = await this.#changeable(thing, resource, subkey);
      return this.here(thing).addAttr({ key, number, subkey, value });
    });
  }

  /** Makes the value under a subkey be this one. @throws RESOURCE_NOT_ASSIGNED, KEY_RESERVED, and as `setAttr` */
  setResourceAttr(thing: Driver, resource: unknown, subkey: string, value: AttributeValue): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const { key, number } = await this.#changeable(thing, resource, subkey);
      return this.here(thing).setAttr({ key, number, subkey, value });
    });
  }

  /** Deletes what is under a subkey, or only one value of it. @throws RESOURCE_NOT_ASSIGNED, KEY_RESERVED */
  delResourceAttr(thing: Driver, resource: unknown, subkey: string, value?: AttributeValue): Promise<void> {
    return this.inventory.write(async () => {
      const { key, number } = await this.#changeable(thing, resource, subkey);
      await this.here(thing).delAttrs({ key, number, subkey, value });
    });
  }

  /** What the allocation itself wrote goes only with it. */
  async #changeable(thing: Driver, resource: unknown, subkey: string): Promise<Allocation> {
    const allocation = await this.#allocation(thing, resource);
    const { key, number } = allocation;
    const present = await this.here(thing).attrs({ key, number, subkey });
    if (present.some(({ isManaged }) => isManaged))
      throw failure('KEY_RESERVED', { key: `${key}.${subkey}`, instead: 'use allocate and deallocate' });
    return allocation;
  }
}

function managerOf(thing: Driver, { manager, manager_name, manager_type, manager_driver }: Allocation): Driver {
  return thing.inventory.wrap({ id: manager, name: manager_name, type: manager_type, driver: manager_driver });
}

function requireThing(thing: unknown): Driver {
  if (thing instanceof Driver) return thing;
  throw failure('ARGUMENT_INVALID', { argument: 'thing', expected: 'an entity', value: thing });
}
