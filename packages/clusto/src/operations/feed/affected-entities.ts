import { type TermReach } from '../../query/term-reach.ts';
import { type HistoryView } from '../history/history-view.ts';
import { type ChangedRows, type RecordSet, type StateRecord } from '../history/entity-names.ts';

type Reader = HistoryView['reader'];

/** The entities whose rows these are: their names, attributes, places, and what they have allocated or given out. */
function owners({ states, attributes, memberships, allocations }: RecordSet): number[] {
  return [
    ...states.map(({ entity }) => entity),
    ...attributes.map(({ entity }) => entity),
    ...memberships.flatMap(({ container, member }) => [container, member]),
    ...allocations.flatMap(({ entity, manager }) => [entity, manager]),
  ];
}

/**
 * The entities that may begin or cease to meet a condition at a version, and no others that it did not touch:
 *
 * - those that the version touched;
 * - where the condition looks at containers: what is, at whatever depth, in an entity that was put somewhere or taken out, in a
 *   container of a type that it looks at whose name, type or driver changed, or in one of which it looks at an attribute
 *   that changed;
 * - where the value of an attribute that it looks at is an entity that was renamed: who has that attribute.
 *
 * What is in something is looked up after the version only. What was in it before, and is not any more, was itself taken out
 * somewhere on the way up, or is in something that was.
 * @param reader reads at the version
 * @param moved what came into sight or went out of it: with it what is said of it may come or go
 */
export async function affectedEntities(
  reader: Reader,
  { begun, ended }: ChangedRows,
  { containerTypes, containerKeys, keys, namedKeys, isContextual }: TermReach,
  moved: readonly number[] = [],
): Promise<number[]> {
  const touched = new Set([...owners(begun), ...owners(ended), ...moved]);
  const states = new Map<number, StateRecord[]>();
  for (const state of [...begun.states, ...ended.states])
    states.set(state.entity, [...(states.get(state.entity) ?? []), state]);
  const changed = [...states].filter(([, both]) => both.length > 1);
  const renamed = changed.filter(([, both]) => new Set(both.map(({ name }) => name)).size > 1).map(([id]) => id);
  const [meant, by] = moved.length > 0 ? [[...renamed, ...moved], namedKeys] : [renamed, keys];
  const referrers = meant.length > 0 && by.size > 0 ? await reader.referrers(meant, [...by]) : [];
  for (const { id } of referrers) touched.add(id);
  if (!isContextual) return [...touched];
  const containers = new Set([
    ...moved,
    ...[...begun.memberships, ...ended.memberships].map(({ member }) => member),
    ...changed.filter(([, both]) => both.some(({ type }) => containerTypes.has(type))).map(([id]) => id),
    ...[...begun.attributes, ...ended.attributes]
      .filter(({ key }) => containerKeys.has(key))
      .map(({ entity }) => entity),
    ...referrers.filter(({ key }) => containerKeys.has(key)).map(({ id }) => id),
  ]);
  if (containers.size === 0) return [...touched];
  return [...new Set([...touched, ...(await reader.below([...containers]))])];
}
