import { endKey } from './applied-content.ts';
import { type DeclaredAllocation, type DeclaredEntity, type DeclaredPlace, whereOf } from './declared-entity.ts';
import { type EntryProblems, entryInvalid, type Where } from './entry-problem.ts';

/** A place that something is to have. */
export interface WantedPlace {
  readonly container: string;
  readonly member: string;
  readonly units: readonly number[];
  readonly where: Where;
}

export interface CableEnd {
  readonly entity: string;
  readonly port: string;
  readonly number: number;
}

/** A cable that is to be. */
export interface WantedCable {
  readonly ends: readonly [CableEnd, CableEnd];
  readonly where: Where;
}

/** An allocation that is to be. */
export interface WantedAllocation extends DeclaredAllocation {
  readonly where: Where;
}

/** What files want of an entity; one that is only mentioned, as a member or at the end of a cable, has no declaration. */
export interface WantedEntity {
  readonly name: string;
  readonly declared: DeclaredEntity | undefined;
  /** By container. */
  readonly places: Map<string, WantedPlace>;
  /** By its own end. */
  readonly cables: Map<string, WantedCable>;
}

interface Link {
  place: WantedPlace;
  /** What is to come before it, in the container and for the member. */
  readonly before: Link[];
}

/** Puts what belongs to an entity together, wherever the files say it. */
export class WantedState {
  /** In the order of the files. */
  readonly entities = new Map<string, WantedEntity>();
  readonly #links = new Map<string, Link>();
  readonly #cables = new Map<string, WantedCable>();

  constructor(declared: readonly DeclaredEntity[], problems: EntryProblems) {
    for (const one of declared)
      this.entities.set(one.name, { name: one.name, declared: one, places: new Map(), cables: new Map() });
    for (const one of declared) {
      const link = (containerOf: (item: DeclaredPlace) => [container: string, member: string]) => {
        let last: Link | undefined;
        return (item: DeclaredPlace): void => {
          const [container, member] = containerOf(item);
          try {
            const next = this.#place({ container, member, units: item.units, where: whereOf(one, item) });
            if (last !== undefined) next.before.push(last);
            last = next;
          } catch (error) {
            problems.add(error, whereOf(one, item));
          }
        };
      };
      one.contents.forEach(link(({ name }) => [one.name, name]));
      one.in.forEach(link(({ name }) => [name, one.name]));
      for (const { port, number, to, toNumber, ...item } of one.cables) {
        const ends = [
          { entity: one.name, port, number },
          { entity: to, port, number: toNumber },
        ] as const;
        this.#cable(ends, whereOf(one, item));
      }
    }
  }

  #entity(name: string): WantedEntity {
    const known = this.entities.get(name) ?? { name, declared: undefined, places: new Map(), cables: new Map() };
    this.entities.set(name, known);
    return known;
  }

  #place(place: WantedPlace): Link {
    const key = JSON.stringify([place.container, place.member]);
    const known = this.#links.get(key);
    if (known !== undefined) {
      const { units, where } = known.place;
      if (place.units.length === 0 || String(place.units) === String(units)) return known;
      if (units.length > 0) throw entryInvalid(`the units differ from those in ${where.file}:${where.line}`);
    }
    const link = known ?? { place, before: [] };
    link.place = place;
    this.#links.set(key, link);
    this.#entity(place.member).places.set(place.container, place);
    return link;
  }

  #cable(ends: readonly [CableEnd, CableEnd], where: Where): void {
    const keys = ends.map(({ entity, port, number }) => endKey(entity, port, number));
    const id = keys.toSorted().join();
    // it may be declared at both ends
    if (this.#cables.has(id)) return;
    const cable = { ends, where };
    this.#cables.set(id, cable);
    for (const [index, { entity }] of ends.entries()) this.#entity(entity).cables.set(keys[index] as string, cable);
  }

  get cables(): Iterable<WantedCable> {
    return this.#cables.values();
  }

  /** All places, each after those that are to be before it; where the files contradict each other, one of them counts. */
  placesInOrder(): WantedPlace[] {
    const ordered: WantedPlace[] = [];
    const state = new Map<Link, 'begun' | 'done'>();
    for (const first of this.#links.values()) {
      const stack = [first];
      while (stack.length > 0) {
        const link = stack.at(-1) as Link;
        const next = state.has(link) ? undefined : link.before.filter((one) => !state.has(one));
        if (next !== undefined && next.length > 0) {
          state.set(link, 'begun');
          stack.push(...next.reverse());
          continue;
        }
        stack.pop();
        if (state.get(link) === 'done') continue;
        state.set(link, 'done');
        ordered.push(link.place);
      }
    }
    return ordered;
  }
}
