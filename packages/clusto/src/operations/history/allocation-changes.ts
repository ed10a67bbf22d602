import { valueAsText } from '../value-as-text.ts';
import { type Change } from './change.ts';
import { type AttributeRecord, changedTo } from './changed-value.ts';
import { type Comparison } from './comparison.ts';
import { type RecordSet } from './entity-names.ts';

interface Rows {
  readonly begun: readonly AttributeRecord[];
  readonly ended: readonly AttributeRecord[];
  readonly allocations: { readonly begun: RecordSet['allocations']; readonly ended: RecordSet['allocations'] };
}

/** A change with the rows that it tells. */
interface Told {
  readonly change: Change;
  readonly rows: readonly number[];
}

const groupOf = ({ entity, key, number }: AttributeRecord): string => `${entity}/${key}/${number}`;

/** What tells an allocation from others, whether it was made or ended. */
function withoutKind({ change }: Told): string {
  if (change.kind !== 'allocated' && change.kind !== 'released') return '';
  const { entity, attribute, value, manager } = change;
  return JSON.stringify([entity.id, attribute, valueAsText(value), manager.id]);
}

/**
 * Resources that were given out or taken back, with what is kept beside them. One that was taken back and given out again
 * is none of them: of that, what is different is told by its attributes.
 * @returns also the ids of the rows that are told by that
 */
export function allocationChanges(
  { begun, ended, allocations }: Rows,
  comparison: Comparison,
): { changes: Change[]; rows: ReadonlySet<number> } {
  const { names, before, after } = comparison;
  const describe = (
    kind: 'allocated' | 'released',
    claims: RecordSet['allocations'],
    attributes: readonly AttributeRecord[],
  ): Told[] => {
    const version = kind === 'allocated' ? after : before;
    const byId = new Map(attributes.map((row) => [row.id, row]));
    const groups = Map.groupBy(
      attributes.filter(({ managed }) => managed === 1),
      groupOf,
    );
    return claims.flatMap(({ id, manager }): Told[] => {
      const carrier = byId.get(id);
      if (carrier === undefined) return [];
      const group = groups.get(groupOf(carrier)) ?? [];
      // an address is kept as a number, with its text beside it
      const shown = group.find(({ subkey }) => subkey === 'ipstring') ?? carrier;
      const beside = group
        .filter((row) => row !== carrier && row !== shown && row.relation !== manager)
        .map((row) => ({
          attribute: { key: row.key, subkey: row.subkey, number: row.number },
          ...changedTo(row, version, comparison),
        }));
      const change: Change = {
        kind,
        entity: names.between(carrier.entity, comparison),
        attribute: { key: carrier.key, subkey: null, number: carrier.number },
        ...changedTo(shown, version, comparison),
        manager: names.between(manager, comparison),
        ...(beside.length === 0 ? {} : { beside }),
      };
      return [{ change, rows: group.map((row) => row.id) }];
    });
  };
  const released = describe('released', allocations.ended, ended);
  const allocated = describe('allocated', allocations.begun, begun);
  const [gone, given] = [new Set(released.map(withoutKind)), new Set(allocated.map(withoutKind))];
  const told = [
    ...released.filter((one) => !given.has(withoutKind(one))),
    ...allocated.filter((one) => !gone.has(withoutKind(one))),
  ];
  return { changes: told.map(({ change }) => change), rows: new Set(told.flatMap(({ rows }) => rows)) };
}
