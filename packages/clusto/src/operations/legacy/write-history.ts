import type { AttributeValue } from '../../inventory/driver.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import type { Session } from '../../inventory/session.ts';
import type { ConvertedLegacy } from './convert-legacy.ts';
import type { FoundAllocation } from './find-allocations.ts';
import type { MachineSizes } from './size-machines.ts';

/** What writes a history into an inventory. */
export type HistoryWriter = Parameters<Parameters<Session['load']>[0]>[0];
type Allocation = Parameters<HistoryWriter['allocations']>[0][number];

/** Writes rows that were converted. Managers are asked for the places of their resources when their properties are there. */
export async function writeHistory(
  writer: HistoryWriter,
  converted: ConvertedLegacy,
  progress: (what: string) => void,
): Promise<void> {
  const { versions, entities, states, facts, memberships, counters } = converted;
  progress(`writing ${versions.length} versions and ${entities.length} entities`);
  await writer.versions(versions);
  await writer.entities(entities);
  await writer.states(states);
  progress(`writing ${facts.length + memberships.length} attributes`);
  await writer.attributes(facts);
  await writer.memberships(memberships);
  await writer.counters(counters);
  progress(`writing ${converted.allocations.length} allocations`);
  const allocations: Allocation[] = [];
  for (const found of converted.allocations) allocations.push(await allocation(found, converted.sizes));
  await writer.allocations(allocations);
}

async function allocation(found: FoundAllocation, sizes: MachineSizes): Promise<Allocation> {
  const { attribute, owner, manager, value, space, resource, forced, from, to } = found;
  const row = {
    attribute,
    entity: owner.id,
    manager: manager.id,
    space,
    resource,
    forced,
    from,
    to,
    loads: [],
  };
  if (to !== Infinity || !(manager instanceof ResourceManager)) return row;
  const { place, loads } = await bookkeeping(found, manager, value, sizes);
  return { ...row, ...(place ? { place } : {}), loads };
}

async function bookkeeping(
  { owner, attribute }: FoundAllocation,
  manager: ResourceManager,
  value: AttributeValue,
  sizes: MachineSizes,
): ReturnType<ResourceManager['bookkeeping']> {
  const size = sizes.get(attribute);
  const { place, loads } = await manager.bookkeeping(owner, value, size);
  // a machine whose sizes are not known takes nothing
  return { place, loads: loads.filter(({ amount }) => amount > 0) };
}
