import type { LegacyAttribute, LegacyDatabase, LegacyEntity } from '../../base/legacy-database.ts';

/** What an attribute says, without who says it. */
function content(row: LegacyAttribute): string {
  const { key, subkey, numbered, datatype, int, string, datetime, relation } = row;
  return JSON.stringify([key, subkey, numbered, datatype, int, string, datetime, relation]);
}

/** The same for an attribute that points to a renamed entity: who says it, without where it points. */
function pointing({ entity, key, subkey, numbered }: LegacyAttribute): string {
  return JSON.stringify([entity, key, subkey, numbered]);
}

function group<Row>(rows: readonly Row[], by: (row: Row) => number | null): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const key = by(row);
    if (key === null) continue;
    const present = groups.get(key);
    if (present) present.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** How many of the first are among the second, each counted once. */
function matches(ended: readonly string[], begun: readonly string[]): number {
  const left = new Map<string, number>();
  for (const one of begun) left.set(one, (left.get(one) ?? 0) + 1);
  return ended.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count > 0;
  }).length;
}

/**
 * Renames as the original did them (behaviour spec section 4.2): in one version an entity ends and another begins that has
 * every attribute of it, and what pointed to the one points to the other. A deletion beside a creation looks the same but
 * for the attributes, so without any that went over nothing is concluded.
 * @returns by the id of the new entity that of the old one
 */
export function findRenames({ entities, attributes }: LegacyDatabase): Map<number, number> {
  const ended = group(entities, ({ deleted }) => deleted);
  const begun = group(entities, ({ version }) => version);
  const own = group(attributes, ({ entity }) => entity);
  const inbound = group(attributes, ({ relation }) => relation);
  const endedIn = (rows: Map<number, LegacyAttribute[]>, id: number, version: number): LegacyAttribute[] =>
    (rows.get(id) ?? []).filter(({ deleted }) => deleted === version);
  const begunIn = (rows: Map<number, LegacyAttribute[]>, id: number, version: number): LegacyAttribute[] =>
    (rows.get(id) ?? []).filter((row) => row.version === version);

  const isRename = (from: LegacyEntity, to: LegacyEntity, version: number): boolean => {
    if (from.name === to.name || from.version >= version) return false;
    // the original writes properties anew, and several of one name become one
    const carried = endedIn(own, from.id, version).filter(({ subkey }) => subkey !== 'property');
    const pointed = endedIn(inbound, from.id, version);
    if (carried.length + pointed.length === 0) return false;
    const taken = matches(carried.map(content), begunIn(own, to.id, version).map(content));
    const turned = matches(pointed.map(pointing), begunIn(inbound, to.id, version).map(pointing));
    return taken === carried.length && turned === pointed.length;
  };

  const renames = new Map<number, number>();
  for (const [version, gone] of ended) {
    const come = begun.get(version) ?? [];
    const taken = new Set<number>();
    for (const from of gone) {
      const candidates = come.filter((to) => !taken.has(to.id) && isRename(from, to, version));
      const [to, ...more] = candidates;
      if (to === undefined || more.length > 0) continue;
      taken.add(to.id);
      renames.set(to.id, from.id);
    }
  }
  return renames;
}
