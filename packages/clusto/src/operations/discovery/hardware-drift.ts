import type { Clusto } from '../clusto.ts';
import type { FoundDrift, Observation } from './found-drift.ts';
import { factName, hardwareKeys, hasOneSlot } from './hardware-fact.ts';

/**
 * Where hosts say otherwise of their hardware than is meant. Of kinds of which nothing is meant for a host there is none:
 * who has never noted the disks of a host does not want to hear of each. In as many statements whatever there is.
 */
export async function hardwareDrift(inventory: Clusto, all: readonly Observation[]): Promise<FoundDrift[]> {
  const observations = all.filter(({ key }) => hardwareKeys.includes(key));
  const entities = [...new Set(observations.map(({ entity }) => entity))];
  if (entities.length === 0) return [];
  const { reader } = inventory;
  const things = new Map((await reader.state.entitiesOf(entities)).map((row) => [row.id, inventory.wrap(row)]));
  const meant = new Map<string, string[]>();
  const kinds = new Set<string>();
  for (const key of hardwareKeys)
    for (const { entity, number, subkey, string, int } of await reader.attributes({ entities, key })) {
      const slot = `${entity} ${factName({ key, number, subkey: subkey ?? '' })}`;
      meant.set(slot, [...(meant.get(slot) ?? []), string ?? String(int)]);
      if (!hasOneSlot(key)) kinds.add(`${entity} ${key}`);
    }
  return observations.flatMap((observation): FoundDrift[] => {
    const { entity, key, number, value: observed, source, firstSeen, dismissed } = observation;
    const attribute = factName(observation);
    const values = meant.get(`${entity} ${attribute}`) ?? [];
    const thing = things.get(entity);
    const isMeant = values.length > 0 || kinds.has(`${entity} ${key}`);
    if (thing === undefined || !isMeant || (values.length === 1 && values[0] === observed)) return [];
    const since = new Date(firstSeen).toISOString();
    const intended = values.join(', ') || null;
    const drift = {
      kind: 'hardware',
      entity: thing.name,
      attribute,
      intended,
      observed,
      source,
      since,
      dismissed,
    } as const;
    return [{ drift, observation, thing, port: number }];
  });
}
