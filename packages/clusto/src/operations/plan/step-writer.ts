import { failure } from '../../base/errors.ts';
import { decodeScalar, type Scalar } from '../../base/values.ts';
import { Ported } from '../../drivers/devices/ported.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { Driver, type DriverClass, type Inventory } from '../../inventory/driver.ts';
import { attributeAsText } from '../history/change.ts';
import { type Clusto } from '../clusto.ts';
import { comparedKey } from './applied-content.ts';
import { type EntityDirectory } from './entity-directory.ts';
import { type EntryProblems } from './entry-problem.ts';
import { type DeclaredValue } from './file-value.ts';
import { liveKeys, slotsOf } from './kept-values.ts';
import { type EntityRow, readLive } from './live-entity.ts';
import { PlaceWriter } from './place-writer.ts';
import { type AttributeStep, type CreateStep, type PlanSteps } from './plan-steps.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];
type NewAttribute = Parameters<Writer['addAttributesOfMany']>[0][number];

/** How many things are written at once, and how many before progress is told. */
const stride = 1000;
const toldEvery = 10_000;

/** Whether a kind leaves its attributes to the base class, so that many can be written at once. */
function isPlain({ prototype }: DriverClass): boolean {
  const own = Driver.prototype;
  return prototype.setAttr === own.setAttr && prototype.addAttr === own.addAttr && prototype.delAttrs === own.delAttrs;
}

/** Whether nothing happens when a thing of this kind is created but that it is written. */
const isCreatedPlainly = (driver: DriverClass): boolean =>
  isPlain(driver) && driver.prototype.created === Driver.prototype.created;

/**
 * Does what was planned, inside the transaction. What is wrong with a step is noted, and the next one is tried: all of it is
 * rolled back then.
 */
export class StepWriter {
  readonly #inventory: Clusto;
  readonly #writer: Writer;
  readonly #directory: EntityDirectory;
  readonly #problems: EntryProblems;
  readonly #steps: PlanSteps;
  readonly #progress: (what: string) => void;
  /** Entities of which numbered attributes were written. */
  readonly #numbered = new Set<number>();
  readonly #created = new Map<string, DriverClass>();

  constructor(
    {
      inventory,
      directory,
      problems,
      steps,
    }: {
      readonly inventory: Clusto;
      readonly directory: EntityDirectory;
      readonly problems: EntryProblems;
      readonly steps: PlanSteps;
    },
    writer: Writer,
    progress: (what: string) => void,
  ) {
    this.#inventory = inventory;
    this.#writer = writer;
    this.#directory = directory;
    this.#problems = problems;
    this.#steps = steps;
    this.#progress = progress;
  }

  async write(): Promise<void> {
    await this.#takeAway();
    await this.#create();
    const steps = this.#steps;
    // an attribute beside an allocation comes after it: the number of the allocation has to be free
    const beside = await this.#besideAllocations();
    await this.#attributes(steps.attributes.filter((step) => !beside.has(step)));
    const places = new PlaceWriter(this.#inventory, this.#writer, this.#directory);
    await places.read(steps.places, this.#created);
    await this.#each(steps.places, 'put into containers', async (place) => {
      if (this.#areThere(place.container, place.member)) await this.#problems.try(place.where, () => places.put(place));
    });
    await places.flush();
    await this.#each(steps.allocations, 'allocated', ({ entity, allocation }) =>
      this.#problems.try(allocation.where, async () => {
        if (!this.#areThere(entity, allocation.manager)) return;
        const manager = await this.#directory.thing(allocation.manager);
        const { resource, number, forced: force, beside: more } = allocation;
        const given = resource === undefined ? undefined : await this.#value(resource);
        if (!(manager instanceof ResourceManager))
          throw failure('ENTITY_WRONG_DRIVER', { thing: manager, expected: ResourceManager });
        const besides = await Promise.all(
          [...more].map(async ([subkey, value]) => [subkey, await this.#value(value)] as const),
        );
        await manager.allocate(await this.#directory.thing(entity), given, {
          number,
          force,
          beside: Object.fromEntries(besides),
        });
        if (number !== undefined) await this.#countOn(manager.attrName, number);
      }),
    );
    await this.#attributes([...beside]);
    await this.#each(steps.cables, 'cabled', ({ ends: [near, far], where }) =>
      this.#problems.try(where, async () => {
        if (!this.#areThere(near.entity, far.entity)) return;
        const [one, other] = [await this.#directory.thing(near.entity), await this.#directory.thing(far.entity)];
        if (!(one instanceof Ported)) throw failure('PORT_UNSUPPORTED', { thing: one });
        await one.connectPorts(near.port, near.number, other, far.number);
      }),
    );
    const numbered = [...this.#numbered];
    for (let start = 0; start < numbered.length; start += stride)
      await this.#writer.records.restoreCounters(...numbered.slice(start, start + stride));
  }

  /** Whether entities are there; one that is not could not be created, which is noted. */
  #areThere(...names: readonly string[]): boolean {
    return names.every((name) => this.#directory.row(name) !== undefined);
  }

  async #each<Step>(steps: readonly Step[], what: string, work: (step: Step) => Promise<unknown>): Promise<void> {
    for (const [index, step] of steps.entries()) {
      if (index > 0 && index % toldEvery === 0) this.#progress(`${index} of ${steps.length} ${what}`);
      await work(step);
    }
  }

  /** The next number of allocations lies beyond those that files named. */
  async #countOn(key: string, number: number): Promise<void> {
    const meta = await this.#inventory.metaId();
    if (((await this.#writer.counter(meta, key)) ?? -1) < number) await this.#writer.setCounter(meta, key, number);
  }

  // ---- what goes

  async #takeAway(): Promise<void> {
    const { disconnects, releases, removals, unset, deletes } = this.#steps;
    for (const { entity, port, number } of disconnects) {
      const thing = await this.#directory.thing(entity);
      if (thing instanceof Ported) await thing.disconnectPort(port, number);
    }
    for (const { entity, claims } of releases) {
      const thing = await this.#directory.thing(entity);
      const rows = await this.#writer.attributes({ entity: thing.id, hidden: true });
      const carriers = rows.filter(({ id }) => claims.some((claim) => claim.id === id));
      await this.#writer.endAttributes(carriers);
    }
    for (const { container, member, where } of removals) {
      const remove = async (): Promise<void> =>
        (await this.#directory.thing(container)).remove(await this.#directory.thing(member));
      await (where === undefined ? remove() : this.#problems.try(where, remove));
    }
    for (const { entity, rows } of unset) {
      const thing = await this.#directory.thing(entity);
      if (isPlain(thing.constructor as DriverClass)) await this.#writer.endAttributes(rows);
      else for (const { key, subkey, number } of rows) await thing.delAttrs({ key, subkey, number });
    }
    for (const name of deletes) await this.#inventory.delete(await this.#directory.thing(name));
  }

  // ---- entities

  async #create(): Promise<void> {
    const { creates, drivers } = this.#steps;
    const slots = Map.groupBy(this.#steps.attributes, ({ entity }) => entity);
    const plain: CreateStep[] = [];
    for (const step of creates) {
      const driver = this.#inventory.driverClass(step.driver);
      this.#created.set(step.name, driver);
      if (isCreatedPlainly(driver)) plain.push(step);
      else
        await this.#problems.try(step.where, async () => {
          const {
            id,
            name,
            type,
            driver: driverName,
          } = await this.#inventory.create(driver, step.name, this.#properties(driver, slots.get(step.name)));
          this.#directory.add(step.name, { id, name, type, driver: driverName });
        });
    }
    if (plain.length > 0) this.#progress(`creating ${plain.length} entities`);
    const rows = await this.#writer.createEntities(
      plain.map(({ name, driver }) => ({ name, driver, type: this.#inventory.driverClass(driver).type })),
    );
    for (const row of rows) this.#directory.add(row.name, row);
    await this.#defaults(rows, slots);
    for (const { name, driver, where } of drivers)
      await this.#problems.try(where, async () => {
        const {
          id,
          name: present,
          type,
        } = await this.#inventory.changeDriver(await this.#directory.thing(name), driver);
        this.#directory.add(name, { id, name: present, type, driver });
      });
  }

  /** The properties that a file gives, for kinds that look at them when they are created. */
  #properties(driver: DriverClass, steps: readonly AttributeStep[] = []): Record<string, Scalar> {
    const declared = this.#inventory.declaredProperties(driver);
    return Object.fromEntries(
      steps.flatMap(({ key, subkey, number, values: [value, ...more] }) => {
        if (subkey !== 'property' || number !== null || !Object.hasOwn(declared, key)) return [];
        if (value === undefined || value.datatype === 'relation' || more.length > 0) return [];
        return [[key, decodeScalar(value)]];
      }),
    );
  }

  /** What a kind writes when it is created, where the file says nothing else. */
  async #defaults(rows: readonly EntityRow[], slots: ReadonlyMap<string, readonly AttributeStep[]>): Promise<void> {
    const attributes = rows.flatMap(({ id, name, driver }): NewAttribute[] => {
      const said = new Set(slots.get(name)?.map(attributeAsText));
      return Object.entries(this.#inventory.declaredProperties(this.#inventory.driverClass(driver))).flatMap(
        ([key, { default: value }]): NewAttribute[] =>
          value === null || said.has(`${key}.property`)
            ? []
            : [{ entity: id, key, subkey: 'property', number: null, value: storedValue(value) }],
      );
    });
    await this.#writer.addAttributesOfMany(attributes);
  }

  // ---- attributes

  async #value(value: DeclaredValue): Promise<Scalar | Driver> {
    return value.datatype === 'relation' ? this.#directory.thing(value.name) : decodeScalar(value);
  }

  /** Attributes that share key and number with an allocation that is to be made. */
  async #besideAllocations(): Promise<ReadonlySet<AttributeStep>> {
    const keys = new Set<string>();
    for (const { entity, allocation } of this.#steps.allocations) {
      if (!this.#areThere(allocation.manager)) continue;
      const manager = await this.#directory.thing(allocation.manager);
      if (manager instanceof ResourceManager) keys.add(JSON.stringify([entity, manager.attrName]));
    }
    if (keys.size === 0) return new Set();
    return new Set(
      this.#steps.attributes.filter(
        ({ entity, key, number }) => number !== null && keys.has(JSON.stringify([entity, key])),
      ),
    );
  }

  async #attributes(steps: readonly AttributeStep[]): Promise<void> {
    const ended: AttributeStep['ended'][number][] = [];
    const added: NewAttribute[] = [];
    for (const step of steps) {
      const row = this.#directory.row(step.entity);
      // it could not be created, which is noted
      if (row === undefined) continue;
      const driver = this.#inventory.driverClass(this.#created.get(step.entity) ?? this.#inventory.wrap(row));
      if (isPlain(driver) && (!this.#created.has(step.entity) || isCreatedPlainly(driver))) {
        if (step.number !== null) this.#numbered.add(row.id);
        ended.push(...step.ended);
        for (const value of step.values) {
          const { key, subkey, number } = step;
          const id = value.datatype === 'relation' ? this.#directory.row(value.name)?.id : 0;
          if (id === undefined) continue;
          const stored = value.datatype === 'relation' ? ({ datatype: 'relation', relation: id } as const) : value;
          added.push({ entity: row.id, key, subkey, number, value: stored });
        }
      } else await this.#problems.try(step.where, () => this.#set(step, row));
    }
    if (added.length > stride) this.#progress(`writing ${added.length} attributes`);
    for (let start = 0; start < ended.length; start += stride)
      await this.#writer.endAttributes(ended.slice(start, start + stride));
    await this.#writer.addAttributesOfMany(added);
  }

  /** Sets values through the thing itself, for kinds that look at what is set. */
  async #set({ entity, key, subkey, number, values }: AttributeStep, row: EntityRow): Promise<void> {
    const thing = await this.#directory.thing(entity);
    const [live] = await readLive(this.#inventory, [row]);
    const rows = slotsOf(thing, live?.attributes ?? []).get(attributeAsText({ key, subkey, number })) ?? [];
    const present = liveKeys(rows, (name) => this.#directory.fileName(name));
    if (JSON.stringify(present) === JSON.stringify(values.map(comparedKey))) return;
    if (number !== null) this.#numbered.add(row.id);
    const [first, ...more] = await Promise.all(values.map((value) => this.#value(value)));
    if (first !== undefined && more.length === 0 && rows.length < 2) {
      await thing.setAttr({ key, subkey, number, value: first });
      return;
    }
    if (rows.length > 0) await thing.delAttrs({ key, subkey, number });
    for (const value of [first, ...more]) if (value !== undefined) await thing.addAttr({ key, subkey, number, value });
  }
}
