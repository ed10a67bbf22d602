import { failure } from '../../base/errors.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Driver, type Inventory } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityDirectory } from './entity-directory.ts';
import { type EntityRow } from './live-entity.ts';
import { type WantedPlace } from './wanted-state.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];

const membersAtOnce = 1000;
/** What waits to be written. */
const mostWaiting = 2000;

/**
 * Puts things into containers, in order, by the rules of each kind of container. Where a kind has no rule but what a thing
 * is in already, that is known beforehand, and many are written at once.
 */
export class PlaceWriter {
  readonly #inventory: Clusto;
  readonly #writer: Writer;
  readonly #directory: EntityDirectory;
  /** What members are in. */
  readonly #places = new Map<number, EntityRow[]>();
  /** Who may contain something. */
  readonly #containers = new Set<number>();
  #waiting: { readonly container: number; readonly member: number }[] = [];

  constructor(inventory: Clusto, writer: Writer, directory: EntityDirectory) {
    this.#inventory = inventory;
    this.#writer = writer;
    this.#directory = directory;
  }

  /** Reads what the members of places are in. @param created those that were made just now are in nothing */
  async read(places: readonly WantedPlace[], created: ReadonlyMap<string, unknown>): Promise<void> {
    const members = [...new Set(places.map(({ member }) => member))].filter((name) => !created.has(name));
    const ids = members.flatMap((name) => this.#directory.row(name)?.id ?? []);
    const { state } = this.#inventory.reader;
    for (let start = 0; start < ids.length; start += membersAtOnce) {
      const some = ids.slice(start, start + membersAtOnce);
      for (const {
        member,
        container: id,
        containerName: name,
        containerType: type,
        containerDriver: driver,
      } of await state.placesOf(some))
        this.#add(member, { id, name, type, driver });
      for (const id of await state.containersAmong(some)) this.#containers.add(id);
    }
  }

  #add(member: number, container: EntityRow): void {
    const known = this.#places.get(member);
    if (known === undefined) this.#places.set(member, [container]);
    else known.push(container);
    this.#containers.add(container.id);
  }

  /** @throws what the container says against it */
  async put({ container: containerName, member: memberName, units }: WantedPlace): Promise<void> {
    const [container, member] = [await this.#directory.thing(containerName), await this.#directory.thing(memberName)];
    const { id, name, type, driver } = container;
    const rule = units.length === 0 ? container.wholeRule : undefined;
    if (rule === undefined) {
      await this.flush();
      await insert(container, member, units);
    } else {
      const places = this.#places.get(member.id) ?? [];
      rule(member, places);
      if (places.some((place) => place.id === id)) throw failure('PARENT_EXISTS', { thing: member, parent: container });
      await this.#requireNoCycle(container, member);
      this.#waiting.push({ container: id, member: member.id });
      if (this.#waiting.length >= mostWaiting) await this.flush();
    }
    this.#add(member.id, { id, name, type, driver });
  }

  /** What contains nothing contains no container. @throws CONTAINER_CYCLE */
  async #requireNoCycle(container: Driver, member: Driver): Promise<void> {
    if (container.id !== member.id && !this.#containers.has(member.id)) return;
    await this.flush();
    if (await this.#writer.isOrContains(member.id, container.id))
      throw failure('CONTAINER_CYCLE', { thing: member, container });
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    await this.#writer.addMemberships(waiting);
  }
}

async function insert(container: Driver, member: Driver, units: readonly number[]): Promise<void> {
  if (container instanceof BasicRack) return container.insert(member, units);
  if (units.length > 0) throw failure('NOT_SUPPORTED', { thing: container, action: 'hold things in rack units' });
  return container.insert(member);
}
