import { isCableEnd } from '../../inventory/cables.ts';
import { type Change, type ChangedPort } from './change.ts';
import { type AttributeRecord } from './changed-value.ts';
import { type Comparison } from './comparison.ts';

interface Cable {
  readonly key: string;
  readonly from: readonly [entity: number, number: number | null];
  readonly to: readonly [entity: number, number: number | null];
}

/** The same for both ends of a cable. */
function cableKey({ key, from, to }: Cable): string {
  const ends = [from, to].map(([entity, number]) => `${entity}/${number}`);
  return JSON.stringify([key, ...ends.sort()]);
}

/** The cables of which rows are the ends, each once, seen from the end that was written first. */
function cablesOf(rows: readonly AttributeRecord[]): Map<string, Cable> {
  const ports = Map.groupBy(rows, ({ entity, key, number }) => `${entity}/${key}/${number}`);
  const cables = [...ports.values()].flatMap((ends): Cable[] => {
    const peer = ends.find(({ subkey }) => subkey === 'connection');
    const other = ends.find(({ subkey }) => subkey === 'otherportnum')?.int;
    if (peer === undefined || peer.relation === null) return [];
    const to = [peer.relation, typeof other === 'number' ? other : null] as const;
    return [{ key: peer.key, from: [peer.entity, peer.number], to }];
  });
  return new Map(cables.toReversed().map((cable) => [cableKey(cable), cable]));
}

/**
 * Cables that were plugged in or pulled.
 * @returns also the ids of the rows that are told by that
 */
export function cableChanges(
  rows: { readonly begun: readonly AttributeRecord[]; readonly ended: readonly AttributeRecord[] },
  comparison: Comparison,
): { changes: Change[]; rows: ReadonlySet<number> } {
  const [begun, ended] = [rows.begun.filter(isCableEnd), rows.ended.filter(isCableEnd)];
  const [present, former] = [cablesOf(begun), cablesOf(ended)];
  const told = (kind: 'connected' | 'disconnected', cable: Cable): Change => {
    const port = ([entity, number]: Cable['from']): ChangedPort => ({
      entity: comparison.names.between(entity, comparison),
      port: cable.key.slice('port-'.length),
      number,
    });
    const from = port(cable.from);
    return { kind, entity: from.entity, from, to: port(cable.to) };
  };
  return {
    changes: [
      ...[...former].flatMap(([key, cable]) => (present.has(key) ? [] : [told('disconnected', cable)])),
      ...[...present].flatMap(([key, cable]) => (former.has(key) ? [] : [told('connected', cable)])),
    ],
    rows: new Set([...begun, ...ended].map(({ id }) => id)),
  };
}
