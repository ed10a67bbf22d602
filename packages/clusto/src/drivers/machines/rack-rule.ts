import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { shareOf } from './machine-share.ts';

/** Where the host of a machine has to stand. A thing means the rack that it is, is in, or has its host in. */
export interface RackOptions {
  /** In the rack of this thing, or thing of this name. */
  readonly sameRack?: Driver | string | undefined;
  /** In a rack that none of these is in. A host in no rack does not count. */
  readonly otherRack?: readonly (Driver | string)[] | undefined;
}

/** The ids of the racks of a thing. @throws VM_RACK_UNKNOWN, ENTITY_NOT_FOUND */
async function racksOf(manager: Driver, given: Driver | string): Promise<number[]> {
  const thing = typeof given === 'string' ? await manager.inventory.getByName(given) : given;
  if (thing.type === 'rack') return [thing.id];
  const standing = (await shareOf(thing))?.host ?? thing;
  const racks = (await standing.parents({ searchParents: true })).filter(({ type }) => type === 'rack');
  if (racks.length === 0) throw failure('VM_RACK_UNKNOWN', { thing });
  return racks.map(({ id }) => id);
}

/**
 * Whether a host of a manager stands where it is wanted; one statement for all hosts.
 * @throws VM_RACK_UNKNOWN, ENTITY_NOT_FOUND
 */
export async function rackRule(
  manager: Driver,
  { sameRack, otherRack = [] }: RackOptions,
): Promise<(host: { readonly id: number }) => boolean> {
  if (sameRack === undefined && otherRack.length === 0) return () => true;
  const wanted = sameRack === undefined ? undefined : await racksOf(manager, sameRack);
  const avoided = new Set<number>();
  for (const thing of otherRack) for (const rack of await racksOf(manager, thing)) avoided.add(rack);
  const racks = Map.groupBy(
    await manager.inventory.reader.containersOfMembers(manager.id, 'rack'),
    ({ member }) => member,
  );
  return (host) => {
    const own = (racks.get(host.id) ?? []).map(({ container }) => container);
    if (own.length === 0 || own.some((rack) => avoided.has(rack))) return false;
    return wanted === undefined || own.some((rack) => wanted.includes(rack));
  };
}
