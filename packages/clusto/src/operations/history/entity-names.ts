import { type Inventory } from '../../inventory/driver.ts';
import { type ChangedEntity } from './change.ts';

type ChangeReader = Inventory['reader']['changes'];
/** What was not there before a change, and what is not there after it. */
export type ChangedRows = Awaited<ReturnType<ChangeReader['of']>>;
export type RecordSet = ChangedRows['begun'];
export type StateRecord = RecordSet['states'][number];

type Sightings = Parameters<ChangeReader['statesSeen']>[0];

/** Every entity that rows have to do with, at the versions at which it was seen there. */
function sightings(
  { states, attributes, memberships, allocations }: RecordSet,
  version: (row: { readonly from: number; readonly to: number }) => number,
): Sightings {
  const seen = (
    row: { readonly from: number; readonly to: number },
    ...entities: readonly (number | null)[]
  ): Sightings => entities.flatMap((entity) => (entity === null ? [] : [{ entity, version: version(row) }]));
  return [
    ...states.flatMap((row) => seen(row, row.entity)),
    ...attributes.flatMap((row) => seen(row, row.entity, row.relation)),
    ...memberships.flatMap((row) => seen(row, row.container, row.member)),
    ...allocations.flatMap((row) => seen(row, row.entity, row.manager)),
  ];
}

/** What entities were called, and of which kind they were, at any version. */
export class EntityNames {
  readonly #states = new Map<number, StateRecord[]>();

  private constructor(states: readonly StateRecord[]) {
    for (const state of states) this.#states.set(state.entity, [...(this.#states.get(state.entity) ?? []), state]);
  }

  /** Of no entity. */
  static none(): EntityNames {
    return new EntityNames([]);
  }

  /**
   * Of all entities that rows have to do with.
   * @param at at which version those that began were seen; at the one that began each when it is left out
   */
  static async read(changes: ChangeReader, { begun, ended }: ChangedRows, at?: number): Promise<EntityNames> {
    const seen = [...sightings(begun, ({ from }) => at ?? from), ...sightings(ended, ({ to }) => to - 1)];
    return new EntityNames(await changes.statesSeen(seen));
  }

  /** In the order of time. */
  states(entity: number): readonly StateRecord[] {
    return this.#states.get(entity) ?? [];
  }

  /** An entity at a version; where it was not there, as it last was before, else as it first was. */
  at(entity: number, version: number): ChangedEntity {
    const states = this.states(entity);
    const { name, type, driver } = states.findLast(({ from }) => from <= version) ??
      states[0] ?? { name: `entity ${entity}`, type: '', driver: '' };
    return { id: entity, name, type, driver };
  }

  /** What to call an entity in a comparison: as after it, where it is there then, else as before. */
  between(entity: number, { before, after }: { readonly before: number; readonly after: number }): ChangedEntity {
    const isThere = this.states(entity).some(({ from, to }) => from <= after && to > after);
    return this.at(entity, isThere ? after : before);
  }
}
