import { valueAsText } from '../value-as-text.ts';
import { type Change } from './change.ts';
import { type AttributeRecord, changedValue } from './changed-value.ts';
import { type Comparison } from './comparison.ts';
import { type RecordSet } from './entity-names.ts';

interface Rows {
  readonly begun: readonly AttributeRecord[];
  readonly ended: readonly AttributeRecord[];
  readonly allocations: { readonly begun: RecordSet['allocations']; readonly ended: RecordSet['allocations'] };
}

const groupOf = ({ entity, key, number }: AttributeRecord): string => `${entity}/${key}/${number}`;

/** What tells an allocation from others, whether it was made or ended. */
function withoutKind(change: Change): string {
  if (change.kind !== 'allocated' && change.kind !== 'released') return '';
  const { entity, attribute, value, manager } = change;
  return JSON.stringify([entity.id, attribute, valueAsText(value), manager.id]);
}

/**
 * Resources that were given out or taken back; what an allocation writes beside the resource goes without saying.
 * @returns also the ids of the rows that are told by that
 */
export function allocationChanges(
  { begun, ended, allocations }: Rows,
  comparison: Comparison,
): { changes: Change[]; rows: ReadonlySet<number> } {
  const { names, before, after } = comparison;
  const told = new Set<number>();
  const describe = (
    kind: 'allocated' | 'released',
    claims: RecordSet['allocations'],
    attributes: readonly AttributeRecord[],
  ): Change[] => {
    const version = kind === 'allocated' ? after : before;
    const byId = new Map(attributes.map((row) => [row.id, row]));
    const groups = Map.groupBy(
      attributes.filter(({ managed }) => managed === 1),
      groupOf,
    );
    return claims.flatMap(({ id, manager }): Change[] => {
      const carrier = byId.get(id);
      if (carrier === undefined) return [];
      const group = groups.get(groupOf(carrier)) ?? [];
      for (const row of group) told.add(row.id);
      // an address is kept as a number, with its text beside it
      const shown = group.find(({ subkey }) => subkey === 'ipstring') ?? carrier;
      return [
        {
          kind,
          entity: names.between(carrier.entity, comparison),
          attribute: { key: carrier.key, subkey: null, number: carrier.number },
          value: changedValue(shown, version, comparison),
          manager: names.between(manager, comparison),
        },
      ];
    });
  };
  const released = describe('released', allocations.ended, ended);
  const allocated = describe('allocated', allocations.begun, begun);
  const same = (changes: readonly Change[]): ReadonlySet<string> => new Set(changes.map(withoutKind));
  const [gone, given] = [same(released), same(allocated)];
  return {
    changes: [
      ...released.filter((change) => !given.has(withoutKind(change))),
      ...allocated.filter((change) => !gone.has(withoutKind(change))),
    ],
    rows: told,
  };
}
