import { type Inventory } from '../../inventory/driver.ts';
import { type ChangedEntity } from './change.ts';

type ChangeReader = Inventory['reader']['changes'];
/** What was not there before a change, and what is not there after it. */
export type ChangedRows = Awaited<ReturnType<ChangeReader['of']>>;
export type RecordSet = ChangedRows['begun'];
export type StateRecord = RecordSet['states'][number];

/** Every entity that rows have to do with. */
export function entitiesOf({ states, attributes, memberships, allocations }: RecordSet): number[] {
  return [
    ...states.map(({ entity }) => entity),
    ...attributes.flatMap(({ entity, relation }) => (relation === null ? [entity] : [entity, relation])),
    ...memberships.flatMap(({ container, member }) => [container, member]),
    ...allocations.flatMap(({ entity, manager }) => [entity, manager]),
  ];
}

/** What entities were called, and of which kind they were, at any version. */
export class EntityNames {
  readonly #states = new Map<number, StateRecord[]>();

  private constructor(states: readonly StateRecord[]) {
    for (const state of states) this.#states.set(state.entity, [...(this.#states.get(state.entity) ?? []), state]);
  }

  /** Of all entities that rows have to do with. */
  static async read(changes: ChangeReader, { begun, ended }: ChangedRows): Promise<EntityNames> {
    const ids = [...new Set([...entitiesOf(begun), ...entitiesOf(ended)])];
    return new EntityNames(ids.length === 0 ? [] : await changes.states(ids));
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
