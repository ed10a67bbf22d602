import { attributeChanges } from './attribute-changes.ts';
import { allocationChanges } from './allocation-changes.ts';
import { cableChanges } from './cable-changes.ts';
import { type Change, type ChangedEntity } from './change.ts';
import { type Comparison } from './comparison.ts';
import { type ChangedRows, type RecordSet } from './entity-names.ts';

type Rows<Name extends keyof RecordSet> = { readonly begun: RecordSet[Name]; readonly ended: RecordSet[Name] };

function stateChanges({ begun, ended }: Rows<'states'>, comparison: Comparison): Change[] {
  const former = new Map(ended.map((row) => [row.entity, row]));
  const present = new Set(begun.map(({ entity }) => entity));
  const lives = begun.flatMap(({ entity: id, name, driver }): Change[] => {
    const entity = comparison.names.between(id, comparison);
    const before = former.get(id);
    if (before === undefined) return [{ kind: 'created', entity }];
    return [
      ...(before.name === name ? [] : [{ kind: 'renamed', entity, before: before.name, after: name } as const]),
      ...(before.driver === driver ? [] : [{ kind: 'driver', entity, before: before.driver, after: driver } as const]),
    ];
  });
  const deaths = ended
    .filter(({ entity }) => !present.has(entity))
    .map(({ entity: id, name, type, driver }): Change => ({ kind: 'deleted', entity: { id, name, type, driver } }));
  return [...lives, ...deaths];
}

function membershipChanges({ begun, ended }: Rows<'memberships'>, comparison: Comparison): Change[] {
  const place = ({ container, member, number, subkey }: Rows<'memberships'>['begun'][number]): string =>
    `${container}/${member}/${subkey}/${subkey === null ? '' : number}`;
  const one = (kind: 'in' | 'out', rows: Rows<'memberships'>['begun'], same: ReadonlySet<string>): Change[] => {
    const left = rows.filter((row) => !same.has(place(row)));
    const named = (id: number): ChangedEntity => comparison.names.between(id, comparison);
    return [...Map.groupBy(left, ({ container, member }) => `${container}/${member}`).values()].map((places) => {
      const { container, member } = places[0] as Rows<'memberships'>['begun'][number];
      const units = places.flatMap(({ subkey, number }) => (subkey === null ? [] : [number])).sort((a, b) => a - b);
      return { kind, entity: named(member), container: named(container), units };
    });
  };
  return [...one('out', ended, new Set(begun.map(place))), ...one('in', begun, new Set(ended.map(place)))];
}

const order: readonly Change['kind'][] = ['created', 'renamed', 'driver', 'out', 'in'];

/** By entity, those that came first; of one entity, what it is, then where it is, then the rest. */
function inOrder(changes: readonly Change[]): Change[] {
  const place = ({ kind }: Change): number => (kind === 'deleted' ? 0 : order.indexOf(kind) + 1 || order.length + 1);
  return changes.toSorted((one, other) => one.entity.id - other.entity.id || place(one) - place(other));
}

/** What changed rows mean to a person: a value that was replaced is one change, and so is a cable, or an address. */
export function describeChanges({ begun, ended }: ChangedRows, comparison: Comparison): Change[] {
  const rows = <Name extends keyof RecordSet>(name: Name): Rows<Name> => ({ begun: begun[name], ended: ended[name] });
  const attributes = rows('attributes');
  const cables = cableChanges(attributes, comparison);
  const allocations = allocationChanges({ ...attributes, allocations: rows('allocations') }, comparison);
  const isLeft = ({ id }: { readonly id: number }): boolean => !cables.rows.has(id) && !allocations.rows.has(id);
  return inOrder([
    ...stateChanges(rows('states'), comparison),
    ...membershipChanges(rows('memberships'), comparison),
    ...cables.changes,
    ...allocations.changes,
    ...attributeChanges({ begun: attributes.begun.filter(isLeft), ended: attributes.ended.filter(isLeft) }, comparison),
  ]);
}
